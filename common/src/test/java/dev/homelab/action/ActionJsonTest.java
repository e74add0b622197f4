package dev.homelab.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.event.EventJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ActionJsonTest {
  private static final Proposal RESTART = Actions.restart(1);

  private static ActionJson.Reading read(Action action, Consumer<Map<String, Object>> edit)
      throws Exception {
    Map<String, Object> map = new LinkedHashMap<>(ActionJson.toMap(action));
    edit.accept(map);
    return ActionJson.read(
        EventJson.bytes(map), action.id(), action.state(), Actions.NOON.plusSeconds(5));
  }

  @ParameterizedTest
  @EnumSource(ActionState.class)
  void whatIsWrittenIsRead(ActionState state) throws Exception {
    Action action =
        Actions.in(state, RESTART)
            .withResult(new Result("outcome unknown", "three\nlines\n"))
            .withExtra("ticket", Map.of("nr", 7));
    ActionJson.Reading read =
        ActionJson.read(ActionJson.write(action), action.id(), state, Actions.NOON);
    assertThat(read.action()).isEqualTo(action);
    assertThat(read.inside()).contains(state);
    assertThat(read.sealed()).isTrue();
  }

  @Test
  void fileHasTheFieldsThatScriptsRead() {
    Map<String, Object> map = ActionJson.toMap(Actions.in(ActionState.APPROVED, RESTART));
    assertThat(map)
        .containsEntry("action_id", "container-restart-chelsty-infra-mosquitto-1772366400-1")
        .containsEntry("type", "container_restart")
        .containsEntry("node", "chelsty-infra")
        .containsEntry("service", "mosquitto")
        .containsEntry("risk", "low")
        .containsEntry("status", "approved")
        .containsEntry("created_at", 1772366400L)
        .containsEntry("updated_at", 1772366400L)
        .containsEntry("hash", RESTART.hash())
        .containsEntry("proposal", RESTART.text());
    assertThat(map.get("transition_history")).asString().contains("webui");
  }

  @ParameterizedTest(name = "RULES A4: {0} = {1} at the top is not what was proposed")
  @CsvSource({
    "type, redeploy",
    "node, vps",
    "service, npm",
    "risk, none",
    "reason, all is well",
    "details, {}",
    "hash, 00",
    "created_at, 5"
  })
  void fieldThatDiffersFromTheProposalIsNoAction(String field, String value) {
    assertThatThrownBy(() -> read(Actions.pending(RESTART), map -> map.put(field, parsed(value))))
        .isInstanceOf(MalformedAction.class)
        .hasMessageContaining(field);
  }

  private static Object parsed(String value) {
    return switch (value) {
      case "{}" -> Map.of("exit_code", 0);
      case "5" -> 5;
      default -> value;
    };
  }

  @Test
  @DisplayName("RULES A4: another spelling of the same number agrees")
  void numbersAreComparedByValue() throws Exception {
    assertThat(read(Actions.pending(RESTART), map -> map.put("created_at", 1772366400.0)).sealed())
        .isTrue();
  }

  @Test
  @DisplayName("RULES A4: a foreign file without proposal can be sealed")
  void foreignFile() throws Exception {
    String text =
        """
        {"action_id":"redeploy-vps-outline-1","type":"redeploy","node":"VPS","service":"outline",
         "status":"pending","created_at":1772366400.25,"reason":"by a script","note":"kept",
         "transition_history":[{"from":null,"to":"pending","timestamp":1772366400.25,"by":"cli"},7]}
        """;
    ActionJson.Reading read =
        ActionJson.read(
            text.getBytes(StandardCharsets.UTF_8),
            new ActionId("redeploy-vps-outline-1"),
            ActionState.PENDING,
            Actions.NOON);
    assertThat(read.sealed()).isFalse();
    assertThat(read.action().proposal().subject()).hasToString("vps/outline");
    assertThat(read.action().kind().risk()).isEqualTo("guarded");
    assertThat(read.action().extra()).containsEntry("note", "kept");
    assertThat(read.action().history()).hasSize(1);
    assertThat(ProposalJson.parse(read.action().proposal().text()))
        .isEqualTo(read.action().proposal());
  }

  @ParameterizedTest(name = "{0} is no action")
  @CsvSource(
      delimiter = '|',
      value = {
        "[]",
        "{",
        "{\"type\":\"format_disk\",\"node\":\"vps\"}",
        "{\"type\":\"redeploy\",\"node\":\"../x\"}",
        "{\"type\":\"redeploy\",\"node\":\"vps\",\"service\":\"../x\"}",
        "{\"type\":\"redeploy\",\"node\":\"vps\",\"action_id\":\"other\"}",
        "{\"type\":\"redeploy\",\"node\":\"vps\",\"action_id\":\"a/b\"}",
        "{\"type\":\"redeploy\",\"node\":\"vps\",\"proposal\":\"nonsense\"}"
      })
  void malformed(String text) {
    assertThatThrownBy(
            () ->
                ActionJson.read(
                    text.getBytes(StandardCharsets.UTF_8),
                    new ActionId("x"),
                    ActionState.PENDING,
                    Actions.NOON))
        .isInstanceOf(MalformedAction.class);
  }

  @Test
  @DisplayName("RULES A1: a proposal fits 16 KiB whatever its evidence")
  void longEvidenceIsShortened() {
    Proposal long_ =
        Proposal.seal(
            new ActionId("a"),
            ActionKind.REDEPLOY,
            Actions.BROKER,
            "r",
            Actions.NOON,
            Map.of("last_log", "ü\n".repeat(40_000), "more", "\u0001".repeat(9_000)),
            Terms.USUAL);
    assertThat(long_.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(16_384);
    assertThat(long_.details().get("last_log")).asString().endsWith("…");
  }

  @Test
  @DisplayName("RULES A1: a proposal fits 16 KiB whatever its reason")
  void longReasonIsShortened() {
    Proposal long_ =
        Proposal.seal(
            new ActionId("a"),
            ActionKind.CONTAINER_RESTART,
            Actions.BROKER,
            "because ".repeat(2_500),
            Actions.NOON,
            Map.of("exit_code", "137"),
            Terms.USUAL);
    assertThat(long_.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(16_384);
    assertThat(long_.reason()).startsWith("because ").endsWith("…");
    assertThat(long_.details()).containsEntry("exit_code", "137");
  }

  @Test
  @DisplayName("RULES N2: an alert_only carries the proposal it stands for, to the byte")
  void standsFor() throws Exception {
    Proposal alert =
        Proposal.seal(
            new ActionId("alert"),
            ActionKind.ALERT_ONLY,
            Actions.BROKER,
            "alone",
            Actions.NOON,
            Map.of(),
            Terms.USUAL.standsFor(RESTART));
    ActionJson.Reading read = read(Actions.pending(alert), map -> {});
    assertThat(read.action().proposal().standsFor()).contains(RESTART);
    assertThat(ActionJson.toMap(read.action()).get("stands_for"))
        .asString()
        .contains("container_restart");
  }

  @Test
  @DisplayName("RULES A1: an event tells the transition, and the whole proposal where it is new")
  void events() {
    Action failed =
        Actions.in(ActionState.FAILED, RESTART)
            .withResult(new Result("timed_out", "x".repeat(20_000)));
    var event = ActionEvents.of(failed, "executor", true, Actions.NOON);
    assertThat(event.type()).isEqualTo("action_failed");
    assertThat(event.severity().text()).isEqualTo("info");
    assertThat(EventJson.line(event)).hasSizeLessThan(65_536);
    var fact = ActionFact.read(event, Actions.BROKER.node()).orElseThrow();
    assertThat(fact.proposal()).contains(RESTART);
    assertThat(fact.hash()).isEqualTo(RESTART.hash());
    assertThat(fact.result().outcome()).isEqualTo("timed_out");
    assertThat(fact.result().output()).hasSizeLessThanOrEqualTo(4_096);
  }
}
