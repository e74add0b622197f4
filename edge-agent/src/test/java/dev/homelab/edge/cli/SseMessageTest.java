package dev.homelab.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseMessageTest {

  private static List<SseMessage> read(String stream) {
    SseMessage.Builder builder = new SseMessage.Builder();
    List<SseMessage> messages = new ArrayList<>();
    for (String line : stream.split("\n", -1)) {
      SseMessage whole = builder.line(line);
      if (whole != null) {
        messages.add(whole);
      }
    }
    return messages;
  }

  @Test
  void aMessageEndsAtTheEmptyLine() {
    assertThat(read("id: 7\nevent: event\ndata: {\"a\":1}\n\ndata: cut of"))
        .containsExactly(new SseMessage("7", "event", "{\"a\":1}"));
  }

  @Test
  void commentsAndUnknownFieldsAreSkipped() {
    assertThat(read(": heartbeat\n\nretry: 5\ndata:x\n\n"))
        .containsExactly(new SseMessage("", "message", "x"));
  }

  @Test
  void severalDataLinesAreJoined() {
    assertThat(read("data: a\ndata: b\n\n")).containsExactly(new SseMessage("", "message", "a\nb"));
  }
}
