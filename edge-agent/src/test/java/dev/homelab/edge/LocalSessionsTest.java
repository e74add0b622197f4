package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.web.Sessions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sessions of a node's own dashboard. */
class LocalSessionsTest {
  @TempDir Path root;

  private Sessions of(String token) throws IOException {
    return AgentFiles.sessions(
        new FileDisk().forOwnerOnly(), root.resolve("sessions"), token, InstantSource.system());
  }

  @Test
  @DisplayName("a session outlives a restart, and ends with the credential that it began with")
  void endWithTheirCredential() throws IOException {
    String secret = of("one").begin("local");
    assertThat(of("one").find(secret)).isPresent();
    assertThat(of("two").find(secret)).isEmpty();
    assertThat(of("one").find(secret)).as("gone for good").isEmpty();
  }
}
