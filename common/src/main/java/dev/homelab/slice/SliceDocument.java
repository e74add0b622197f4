package dev.homelab.slice;

import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import dev.homelab.sync.Digests;
import dev.homelab.sync.Signed;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.VerifyKey;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A slice as the hub signs it (RULES N3): whoever holds the hub's key can tell that it is the
 * hub's, off the wire or off the node's disk. An older version never replaces a newer one.
 *
 * @param version grows for ever, also when the hub starts again
 */
public record SliceDocument(long version, Slice slice) {
  /** What the signature is over, so that no other document passes for a slice. */
  private static final String KIND = "slice";

  /** What a node's slice may cost in an answer. */
  public static final int MAX_BYTES = 64 * 1024;

  /** The word under which a poll names the slice that the node holds. */
  public static final String HELD = "slice";

  /** The signed text, as it travels and as it is kept. */
  public String sign(SigningKey hub) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", version);
    map.put("slice", SliceJson.toMap(slice));
    return Signed.sign(KIND, EventJson.text(map), hub).toText();
  }

  /** The document, where the hub signed it for this node; empty else. */
  public static Optional<SliceDocument> check(String text, VerifyKey hub, NodeId self) {
    try {
      Signed signed = Signed.parse(text);
      if (!signed.kind().equals(KIND) || !signed.isBy(hub)) {
        return Optional.empty();
      }
      Map<String, Object> map = SliceJson.parse(signed.payload());
      SliceDocument document =
          new SliceDocument(
              Values.number(map, "version", 0), SliceJson.read(Values.object(map, "slice")));
      return Optional.of(document).filter(it -> it.slice().node().equals(self));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** Names version and content, for the poll of a node that holds it. */
  public String tag() {
    return version + "-" + digest(slice);
  }

  /** The digest in a tag; empty where the text is none. */
  public static String digestIn(String tag) {
    return tag.substring(tag.indexOf('-') + 1);
  }

  /** The version in a tag; 0 where the text is none. */
  public static long versionIn(String tag) {
    int dash = tag.indexOf('-');
    try {
      return dash < 1 ? 0 : Long.parseLong(tag.substring(0, dash));
    } catch (NumberFormatException none) {
      return 0;
    }
  }

  /** Equal for equal slices. */
  public static String digest(Slice slice) {
    byte[] text = EventJson.text(SliceJson.toMap(slice)).getBytes(StandardCharsets.UTF_8);
    return Digests.sha256Hex(text).substring(0, 16);
  }

  /** Whether the signed text fits an answer. */
  public static boolean fits(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }
}
