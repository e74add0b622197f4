package dev.homelab.sync.ingest;

import dev.homelab.event.EventJson;
import dev.homelab.sync.RequestMac;
import dev.homelab.sync.Signed;
import java.util.Map;

/** The answer to a request: a status, a JSON text and headers. */
record Reply(int status, String body, Map<String, String> headers) {

  static Reply ok(String body) {
    return new Reply(200, body, Map.of());
  }

  static Reply signed(Signed signed) {
    return new Reply(200, signed.payload(), Map.of("Homelab-Signature", signed.signature()));
  }

  /** With a MAC over its text. */
  Reply proved(String mac) {
    return new Reply(status, body, Map.of(RequestMac.MAC_HEADER, mac));
  }

  static Reply refusal(int status, String detail) {
    return refusal(status, detail, Map.of());
  }

  static Reply refusal(int status, String detail, Map<String, String> headers) {
    String body = EventJson.text(Map.of("status", status, "detail", detail));
    return new Reply(status, body, headers);
  }

  static Reply later(String detail, long seconds) {
    return refusal(429, detail, Map.of("Retry-After", Long.toString(Math.max(1, seconds))));
  }
}
