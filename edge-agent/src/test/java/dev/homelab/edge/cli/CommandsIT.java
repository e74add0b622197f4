package dev.homelab.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands against a server that speaks the API. */
class CommandsIT {
  private static final String ACTION =
      """
      {"action_id":"a-1","type":"container_restart","node":"piha","service":"mosquitto",
       "risk":"low","status":"pending","reason":"container not running","hash":"abc123",
       "proposal":"{\\"action_id\\":\\"a-1\\",\\"service\\":\\"mosquitto\\"}",
       "valid_for_seconds":3600,"evidence":[{"label":"Exit code","text":"137"}],
       "transition_history":[{"from":"","to":"pending","timestamp":1764000000.5,"by":"system"}]}
      """;

  @TempDir Path lab;
  private ServedHub hub;
  private final Console console = Console.ofPipe();

  @BeforeEach
  void serve() throws IOException {
    hub = ServedHub.in(lab);
  }

  @AfterEach
  void end() {
    hub.close();
  }

  private int run(String... words) {
    return console.runIn(hub.place(), words);
  }

  private Map<String, Object> printed() throws JsonProcessingException {
    return EventJson.parse(console.out());
  }

  @Test
  void statusShowsWhatIsWrongFirstAndTheProcesses() {
    hub.answer(
        "GET /overview",
        200,
        """
        {"counts":{"nodes_online":1,"nodes":2,"services":3,"services_ill":1},
         "incidents_open":[{"incident_id":"inc-1","status":"open","severity":"error",
           "title":"mosquitto on PIHA: container not running","occurrences":1}],
         "actions_pending":[%s],
         "sites":[{"site":"home","nodes":[{"display":"PIHA","availability":"online",
           "disk_pressure":"normal","services":[{"service":"mosquitto","status":"unhealthy"}]}]}]}
        """
            .formatted(ACTION));
    assertThat(run("status")).isZero();
    assertThat(console.outLines().getFirst())
        .isEqualTo("1 open incidents, 1 services ill; 1 of 2 nodes online, 3 services");
    assertThat(console.out())
        .contains("inc-1", "homelab approve ACTION", "mosquitto ill", "hub", "4711", "down");
  }

  @Test
  void statusAsJsonNamesEachProcessEvenWhenTheHubIsDown() throws Exception {
    hub.close();
    assertThat(run("status", "--json")).isZero();
    assertThat(Json.objects(printed(), "processes"))
        .extracting(
            process -> process.get("node"),
            process -> process.get("role"),
            process -> process.get("pid"),
            process -> process.get("root"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("vps", "hub", 4711, lab + "/vps"),
            org.assertj.core.groups.Tuple.tuple("piha", "agent", null, lab + "/piha"));
    assertThat(console.err()).contains("the hub does not answer now");
  }

  @Test
  void theStatusOfALabWhoseUpIsGoneSaysSo() throws IOException {
    hub.labFile(Long.MAX_VALUE).write(hub.layout().processes());
    assertThat(run("status")).isEqualTo(1);
    assertThat(console.err()).contains("is down; start it with: homelab up").hasLineCount(1);
  }

  @Test
  void aTokenThatIsNotTheHubsIsNamed() throws IOException {
    Files.writeString(hub.layout().cliToken(), "another");
    assertThat(run("actions")).isEqualTo(1);
    assertThat(console.err()).contains("does not know this token").hasLineCount(1);
    assertThat(console.err()).doesNotContain("another");
  }

  @Test
  void approvingShowsWhatWillRunAndSendsTheHashThatWasShown() {
    hub.answer("GET /actions/a-1", 200, ACTION);
    hub.answer("POST /actions/a-1/approve", 200, "{\"status\":\"approved\"}");
    assertThat(run("approve", "a-1", "--yes", "--note", "seen")).isZero();
    assertThat(console.out())
        .contains("container_restart of mosquitto on piha", "abc123", "Exit code", "137")
        .contains("what will run, exactly", "a-1 is approved");
    assertThat(hub.asked().getLast())
        .startsWith("POST /actions/a-1/approve")
        .contains("\"hash\":\"abc123\"", "\"note\":\"seen\"");
  }

  @Test
  void nothingIsApprovedWhereNobodyCanBeAsked() {
    hub.answer("GET /actions/a-1", 200, ACTION);
    assertThat(run("approve", "a-1")).isEqualTo(2);
    assertThat(console.err()).contains("approve needs --yes");
    assertThat(hub.asked()).noneMatch(request -> request.startsWith("POST"));
  }

  @ParameterizedTest
  @CsvSource({"y,0,1", "yes,0,1", "n,1,0", "'',1,0", "maybe,1,0"})
  void aPersonIsAsked(String typed, int exitCode, int posts) {
    hub.answer("GET /actions/a-1", 200, ACTION);
    hub.answer("POST /actions/a-1/approve", 200, "{\"status\":\"approved\"}");
    Console person = Console.ofPerson(100, typed + "\n");
    assertThat(person.runIn(hub.place(), "approve", "a-1")).isEqualTo(exitCode);
    assertThat(hub.asked().stream().filter(request -> request.startsWith("POST"))).hasSize(posts);
  }

  @Test
  void anActionThatChangedMeanwhileIsNotApproved() {
    hub.answer("GET /actions/a-1", 200, ACTION);
    hub.answer("POST /actions/a-1/approve", 409, "{\"detail\":\"it runs already\"}");
    assertThat(run("approve", "a-1", "--yes")).isEqualTo(1);
    assertThat(console.err())
        .contains("it runs already", "look again with: homelab actions a-1")
        .hasLineCount(1);
  }

  @Test
  void aHashThatIsNoLongerTheActionsIsNotApproved() {
    hub.answer("GET /actions/a-1", 200, ACTION);
    assertThat(run("approve", "a-1", "--yes", "--hash", "older")).isEqualTo(1);
    assertThat(hub.asked()).noneMatch(request -> request.startsWith("POST"));
  }

  @Test
  void approvingAtTheNodeUsesItsOwnAddressAndCredential() throws IOException {
    Path state = Files.createDirectories(lab.resolve("piha/state"));
    Files.writeString(state.resolve("address"), hub.url() + "\n");
    Files.writeString(state.resolve("local-token"), ServedHub.TOKEN);
    Files.delete(hub.layout().cliToken());
    String id = "container-restart-piha-mosquitto-1764000000-1";
    hub.answer("GET /actions/" + id, 200, ACTION);
    hub.answer("POST /actions/" + id + "/approve", 200, "{\"status\":\"approved\"}");
    assertThat(run("approve", id, "--yes", "--node-local")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reject a-1 --reason no | POST /actions/a-1/reject {\"reason\":\"no\"}",
        "cancel a-1 | POST /actions/a-1/cancel {\"reason\":\"\"}",
        "ack inc-1 --end | DELETE /incidents/inc-1/acknowledge",
        "silence end s-1 | DELETE /silences/s-1",
        "nodes revoke PIHA --yes | POST /nodes/piha/revoke {}",
        "nodes readmit PIHA | POST /nodes/piha/readmit {}",
        "sign-in | POST /sign-in-links {}",
        "nodes enrol piha --site home | POST /nodes/enrolments",
        "ack inc-1 --for 2h | POST /incidents/inc-1/acknowledge",
        "silence create --node a --planned-work 1h | POST /silences",
        "silence create --node a --until-well --reason r | POST /silences",
        "why PIHA mosquitto | GET /why?node=piha&service=mosquitto",
        "audit --limit 3 --json | GET /audit?limit=3",
        "actions --status pending,approved --json | GET /actions?status=pending%2Capproved",
        "incidents --node vps --json | GET /incidents?node=vps&status=open",
        "silence list --json | GET /silences",
      })
  void eachCommandAsksOneThing(String words, String request) {
    for (String known :
        List.of(
            "POST /actions/a-1/reject",
            "POST /actions/a-1/cancel",
            "DELETE /incidents/inc-1/acknowledge",
            "POST /incidents/inc-1/acknowledge",
            "DELETE /silences/s-1",
            "POST /silences",
            "POST /nodes/piha/revoke",
            "POST /nodes/piha/readmit",
            "POST /nodes/enrolments",
            "POST /sign-in-links",
            "GET /why",
            "GET /audit",
            "GET /actions",
            "GET /incidents",
            "GET /silences")) {
      hub.answer(known, 200, "{\"status\":\"x\",\"token\":\"t\",\"url\":\"u\"}");
    }
    assertThat(run(words.strip().split(" "))).as(console.err()).isZero();
    assertThat(hub.asked().getLast()).startsWith(request.strip());
    assertThat(console.out()).isNotBlank();
  }

  @Test
  void plannedWorkIsASilenceOfItsOwnKind() {
    hub.answer("POST /silences", 200, "{\"silence_id\":\"s-1\"}");
    assertThat(run("silence", "create", "--node", "a", "--planned-work", "1h")).isZero();
    assertThat(hub.asked().getLast())
        .contains("\"planned_work\":true", "\"minutes\":60", "\"reason\":\"planned work\"");
    assertThat(console.out()).contains("homelab silence end s-1");
  }

  @Test
  void anIncidentIsATimelineInThePeoplesZone() {
    hub.answer(
        "GET /incidents/inc-1",
        200,
        """
        {"title":"mosquitto on PIHA","status":"open","opened":"2026-01-10T11:00:00.000Z",
         "timeline":[{"at":"2026-01-10T11:00:00.000Z","kind":"event","severity":"error",
           "title":"container not running","text":"exit 137"}],
         "reasons":[{"rule":"S3","text":"one proposal is open","held":true}]}
        """);
    assertThat(run("incidents", "inc-1")).isZero();
    assertThat(console.out())
        .contains("2026-01-10 12:00:00", "container not running: exit 137", "held S3");
  }

  @Test
  void whatIsUnknownIsOneLine() {
    assertThat(run("incidents", "inc-9")).isEqualTo(1);
    assertThat(console.err()).isEqualTo("homelab: no /incidents/inc-9 (404)\n");
  }

  @Test
  void worldShowsTheObserversFiles() throws Exception {
    Path world = Files.createDirectories(hub.layout().hubRoot().resolve("world"));
    Files.writeString(
        world.resolve("services.json"), "{\"piha/mosquitto\":{\"status\":\"healthy\"}}");
    assertThat(run("world", "services")).isZero();
    assertThat(console.out()).contains("piha/mosquitto", "healthy");
    assertThat(run("world", "nodes")).isEqualTo(1);
    assertThat(console.err()).contains("nodes.json is not there").hasLineCount(1);
  }
}
