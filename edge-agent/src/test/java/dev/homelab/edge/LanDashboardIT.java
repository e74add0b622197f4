package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.homelab.edge.container.Await;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import dev.homelab.supervision.PartStatus;
import dev.homelab.web.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of a node whose tailscaled never came up; 127.0.0.2 stands for its LAN address. */
class LanDashboardIT {
  private static final String LAN = "127.0.0.2";

  /** Of a net that is nobody's (RFC 5737), another one in each process. */
  private static final String LATER = "192.0.2." + (1 + ProcessHandle.current().pid() % 254);

  @TempDir Path folder;
  private @Nullable LoneAgent started;

  @AfterEach
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  @Test
  @DisplayName("Y8: served on the LAN as soon as that is there, and signed in to as on the node")
  void onTheLan() throws Exception {
    int port;
    LoneAgent agent;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(LAN))) {
      port = taken.getLocalPort();
      agent = LoneAgent.onNode(folder.resolve("root"), repository(LAN), port);
      started = agent;
      assertThat(agent.send("GET", "/healthz", "").statusCode()).isEqualTo(200);
      Await.until(
          "it is told that nobody can be served on the LAN",
          Duration.ofSeconds(30),
          () -> agent.send("GET", "/api/v1/events?type=part_failed", "").body().contains(LAN));
      assertThat(onLan(agent)).isFalse();
    }
    Await.until("it listens on the LAN", Duration.ofSeconds(30), () -> onLan(agent));
    String address = "http://%s:%d".formatted(LAN, port);
    signedIn(agent, address);
    guessed(agent, address);
    machine(agent);
  }

  /** The first start knows no boot before. */
  private static void machine(LoneAgent agent) throws Exception {
    assertThat(agent.send("GET", "/api/v1/events?type=agent_started", "").body())
        .contains("\"booted\":")
        .doesNotContain("rebooted");
    Await.until(
        "the node states how its machine fares",
        Duration.ofSeconds(30),
        () ->
            agent
                .send("GET", "/api/v1/nodes/chelsty-infra", "")
                .body()
                .contains("\"host\":{\"load_percent\":"));
  }

  private static void signedIn(LoneAgent agent, String address) throws Exception {
    String link = text(agent.send("POST", "/api/v1/sign-in-links", "{}").body(), "url");
    assertThat(link).startsWith(address + "/sign-in#");
    String code = link.substring(link.indexOf('#') + 1);
    try (HttpClient phone = from("127.0.0.3")) {
      assertThat(send(phone, "GET", address + "/").body()).contains("<title>homelab</title>");
      assertThat(send(phone, "GET", address + "/api/v1/overview").statusCode()).isEqualTo(401);
      HttpResponse<String> begun = signIn(phone, address, code);
      assertThat(begun.statusCode()).as(begun.body()).isEqualTo(204);
      assertThat(signIn(phone, address, code).statusCode()).as("used once").isEqualTo(401);

      String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
      String csrf =
          text(send(phone, "GET", address + "/api/v1/me", "Cookie", cookie).body(), "csrf");
      String confirm = address + "/api/v1/confirm";
      assertThat(send(phone, "POST", confirm, "Cookie", cookie).statusCode()).isEqualTo(403);
      assertThat(send(phone, "POST", confirm, "Cookie", cookie, "X-CSRF-Token", csrf).statusCode())
          .isEqualTo(204);
    }
  }

  @Test
  @DisplayName("An address that the machine gets after the agent's start is waited for in silence")
  void later() throws Exception {
    assumeTrue(isRoot(), "NOT RUN HERE: an address is given by root alone");
    int port = FreePorts.one();
    LoneAgent agent = LoneAgent.onNode(folder.resolve("root"), repository(LATER), port);
    started = agent;
    assertThat(agent.running.supervision().parts())
        .filteredOn(part -> part.name().equals(LanServer.NAME))
        .singleElement()
        .extracting(part -> part.state())
        .isEqualTo(PartStatus.State.STARTING);
    assertThat(agent.send("GET", "/api/v1/overview", "").body()).contains(LanServer.NAME);
    try {
      ip("addr", "add", LATER + "/32", "dev", "lo");
      Await.until("it listens on the LAN", Duration.ofSeconds(30), () -> onLan(agent));
      try (HttpClient phone = HttpClient.newHttpClient()) {
        assertThat(send(phone, "GET", "http://" + LATER + ":" + port + "/healthz").statusCode())
            .isEqualTo(200);
      }
    } finally {
      ip("addr", "del", LATER + "/32", "dev", "lo");
    }
    for (String type : new String[] {"part_failed", "part_recovered"}) {
      assertThat(agent.send("GET", "/api/v1/events?type=" + type, "").body())
          .contains("\"events\":[]");
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static void ip(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private static void guessed(LoneAgent agent, String address) throws Exception {
    try (HttpClient stranger = from("127.0.0.4");
        HttpClient other = from("127.0.0.5")) {
      int status = 0;
      for (int i = 0; i < 20 && status != 429; i++) {
        status = signIn(stranger, address, "guess-" + i).statusCode();
      }
      assertThat(status).isEqualTo(429);
      assertThat(signIn(other, address, "mistyped").statusCode()).isEqualTo(401);
      String overview = address + "/api/v1/overview";
      String bearer = "Authorization";
      assertThat(send(stranger, "GET", overview, bearer, "Bearer guess").statusCode())
          .as("guessed as a token")
          .isEqualTo(429);
      assertThat(send(other, "GET", overview, bearer, "Bearer mistyped").statusCode())
          .isEqualTo(401);
      assertThat(send(stranger, "GET", overview, bearer, "Bearer " + agent.token()).statusCode())
          .isEqualTo(200);
      assertThat(signIn(stranger, address, agent.token()).statusCode()).isEqualTo(204);
    }
  }

  private static boolean onLan(LoneAgent agent) {
    return agent.running.supervision().parts().stream()
        .anyMatch(part -> part.name().equals(LanServer.NAME) && part.isRunning());
  }

  /** Ours, in which the node has that address on its LAN. */
  private Path repository(String lan) throws IOException {
    Path repo = TestRepository.copy(folder.resolve("repo"));
    Path topology = repo.resolve("inventory/topology.yaml");
    Files.writeString(
        topology,
        Files.readString(topology).replace("lan_address: 192.168.1.10", "lan_address: " + lan));
    return repo;
  }

  /** A machine of the LAN: its requests come from an address of their own. */
  private static HttpClient from(String address) throws IOException {
    return HttpClient.newBuilder().localAddress(InetAddress.getByName(address)).build();
  }

  private static HttpResponse<String> signIn(HttpClient http, String address, String code)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(address + "/api/v1/session"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"code\":\"" + code + "\"}"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> send(
      HttpClient http, String method, String url, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String text(String json, String member) throws IOException {
    return Objects.requireNonNull(Values.text(EventJson.parse(json), member));
  }
}
