package dev.homelab.hub.approval;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.action.ActionId;
import dev.homelab.action.Way;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.Reserve;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import dev.homelab.hub.approval.Delivery.Intent;
import dev.homelab.hub.approval.Delivery.Withdrawal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What the hub must still know after a crash about approvals on their way; one durable line each:
 *
 * <pre>
 * {"delivery":"approving","action_id":…,"way":…,"by":…,
 *  "hash":…,"valid_for_seconds":…}                          before the file moves
 * {"delivery":"offered","action_id":…}                      before the first answer that holds it
 * {"delivery":"accepted","action_id":…}                     when the node has named it
 * {"delivery":"withdrawn","action_id":…,"by":…,"reason":…,
 *  "on_site":…}                                             before the cancellation is offered
 * </pre>
 *
 * Lines of actions that are over are left out when it is opened.
 */
final class DeliveryJournal {
  private final Disk disk;
  private final Path file;
  private final Reserve reserve;
  private final Map<ActionId, Delivery> deliveries = new HashMap<>();
  private boolean torn;

  private DeliveryJournal(Disk disk, Path file, Reserve reserve) {
    this.disk = disk;
    this.file = file;
    this.reserve = reserve;
  }

  static DeliveryJournal open(Disk disk, Path file, Reserve reserve) throws IOException {
    DiskFiles.createDirectories(disk, Objects.requireNonNull(file.toAbsolutePath().getParent()));
    DeliveryJournal journal = new DeliveryJournal(disk, file, reserve);
    DiskFiles.read(disk, file)
        .ifPresent(
            bytes -> new String(bytes, StandardCharsets.UTF_8).lines().forEach(journal::replay));
    journal.torn = true;
    return journal;
  }

  Delivery of(ActionId id) {
    return deliveries.getOrDefault(id, Delivery.NONE);
  }

  /**
   * Forgets what is over, and who was approving what is pending still: a move that follows is
   * another's. Writes the rest anew.
   */
  void keepOnly(Predicate<ActionId> needed, Predicate<ActionId> undecided) throws IOException {
    deliveries.keySet().removeIf(needed.negate());
    deliveries.replaceAll((id, it) -> undecided.test(id) ? it.withoutIntent() : it);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    deliveries.forEach(
        (id, delivery) -> {
          delivery.intent().ifPresent(it -> all.writeBytes(line(begun(id, it))));
          if (delivery.offered()) {
            all.writeBytes(line(plain("offered", id)));
          }
          delivery.withdrawal().ifPresent(it -> all.writeBytes(line(askedBack(id, it))));
          if (delivery.accepted()) {
            all.writeBytes(line(plain("accepted", id)));
          }
        });
    DiskFiles.replace(disk, file, all.toByteArray());
    torn = false;
  }

  void approving(ActionId id, Intent intent) throws IOException {
    append(line(begun(id, intent)));
  }

  /** Durable when it returns, all with one sync. */
  void offered(Collection<ActionId> ids) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    ids.forEach(id -> lines.writeBytes(line(plain("offered", id))));
    append(lines.toByteArray());
  }

  void accepted(ActionId id) throws IOException {
    append(line(plain("accepted", id)));
  }

  void withdrawn(ActionId id, Withdrawal withdrawal) throws IOException {
    append(line(askedBack(id, withdrawal)));
  }

  private static Map<String, Object> plain(String what, ActionId id) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("delivery", what);
    map.put("action_id", id.text());
    return map;
  }

  private static Map<String, Object> begun(ActionId id, Intent intent) {
    Map<String, Object> map = plain("approving", id);
    map.put("way", intent.way().text());
    map.put("by", intent.by());
    map.put("hash", intent.hash());
    map.put("valid_for_seconds", intent.validFor().toSeconds());
    return map;
  }

  private static Map<String, Object> askedBack(ActionId id, Withdrawal withdrawal) {
    Map<String, Object> map = plain("withdrawn", id);
    map.put("by", withdrawal.by());
    map.put("reason", withdrawal.reason());
    map.put("on_site", withdrawal.onSite());
    return map;
  }

  private static byte[] line(Map<String, Object> map) {
    return (EventJson.text(map) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void append(byte[] lines) throws IOException {
    reserve.with(() -> write(lines));
    new String(lines, StandardCharsets.UTF_8).lines().forEach(this::replay);
  }

  private void write(byte[] lines) throws IOException {
    byte[] begin = torn ? new byte[] {'\n'} : new byte[0];
    torn = true;
    try (Disk.OpenFile open = disk.openAppend(file)) {
      DiskFiles.appendFully(
          open, ByteBuffer.allocate(begin.length + lines.length).put(begin).put(lines).flip());
      open.sync();
    }
    torn = false;
  }

  private void replay(String json) {
    Map<String, Object> line;
    try {
      line = EventJson.parse(json);
    } catch (JsonProcessingException torn) {
      return;
    }
    String id = Values.text(line, "action_id");
    if (id != null && ActionId.isLegal(id)) {
      deliveries.compute(
          new ActionId(id), (_, before) -> after(before == null ? Delivery.NONE : before, line));
    }
  }

  private static Delivery after(Delivery before, Map<String, Object> line) {
    String what = Objects.requireNonNullElse(Values.text(line, "delivery"), "");
    String by = Objects.requireNonNullElse(Values.text(line, "by"), "unknown");
    return switch (what) {
      case "approving" ->
          Way.read(Objects.requireNonNullElse(Values.text(line, "way"), ""))
              .map(way -> before.withIntent(intent(line, way, by)))
              .orElse(before);
      case "offered" -> before.asOffered();
      case "accepted" -> before.asAccepted();
      case "withdrawn" ->
          before.withWithdrawal(
              new Withdrawal(
                  by,
                  Objects.requireNonNullElse(Values.text(line, "reason"), ""),
                  Boolean.TRUE.equals(line.get("on_site"))));
      default -> before;
    };
  }

  private static Intent intent(Map<String, Object> line, Way way, String by) {
    return new Intent(
        way,
        by,
        Objects.requireNonNullElse(Values.text(line, "hash"), ""),
        Duration.ofSeconds(Values.number(line, "valid_for_seconds", 0)));
  }
}
