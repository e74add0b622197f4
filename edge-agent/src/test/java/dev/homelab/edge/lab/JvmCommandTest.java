package dev.homelab.edge.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.lab.LabProcess.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JvmCommandTest {
  private static final Installation HOME = new Installation(Path.of("").resolve(".."));

  private static List<String> words(Role role) {
    return new JvmCommand(
            Installation.java(), HOME.agentOptions(), "classes", "Main", role, List.of("--x"))
        .words();
  }

  @Test
  void anAgentIsStartedWithTheOptionsOfARealNode() {
    assertThat(words(Role.AGENT)).contains("@" + HOME.agentOptions());
    assertThat(words(Role.AGENT)).noneMatch(word -> word.startsWith("-X"));
    assertThat(words(Role.HUB)).noneMatch(word -> word.startsWith("@"));
  }

  @Test
  void thisJvmTakesTheOptionsOfAnAgent() throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Installation.java().toString(),
                "@" + HOME.agentOptions(),
                "-XX:+PrintFlagsFinal",
                "--version")
            .redirectErrorStream(true)
            .start();
    String told = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(java.exitValue()).as(told).isZero();
    assertThat(told)
        .containsPattern("MaxHeapSize +=.*command line")
        .doesNotContain("[warning]", "WARNING");
  }
}
