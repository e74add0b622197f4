package dev.homelab.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import dev.homelab.yaml.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A valid repository with one edit gives exactly that fault, with its place and the legal form. */
class FaultsTest {
  private static final Path REPO = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path repo;

  private void copy() throws IOException {
    for (String folder : List.of("inventory", "hosts", "services")) {
      try (Stream<Path> all = Files.walk(REPO.resolve(folder))) {
        for (Path path : all.toList()) {
          Path to = repo.resolve(REPO.relativize(path).toString());
          if (Files.isDirectory(path)) {
            Files.createDirectories(to);
          } else {
            Files.copy(path, to);
          }
        }
      }
    }
  }

  private List<Fault> faults() {
    return Inventory.read(repo).faults();
  }

  private void edit(String file, String from, String to) throws IOException {
    Path path = repo.resolve(file);
    String text = Files.readString(path);
    assertThat(text).as(file + " holds what is edited").contains(from);
    Files.writeString(path, text.replaceFirst(java.util.regex.Pattern.quote(from), to));
  }

  @DisplayName("One edit, one fault")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unknown key in services | hosts/vps/services.yaml | exposure: public | exposre: public | unknown key "exposre" | exposure
          unknown key in a contract | services/npm/service.yaml | restart_policy: | restart_polcy: | unknown key "restart_polcy" | restart_policy
          unknown key in routing | inventory/routing.yaml | hold_back: 30m | hold_bak: 30m | unknown key "hold_bak" | hold_back
          unknown key in capabilities | hosts/piha/capabilities.yaml | operational: | operationl: | unknown key "operationl" | operational
          unknown node as hypervisor | inventory/topology.yaml | runs_on: chelsty-infra | runs_on: chelsty-infr | unknown node "chelsty-infr" | chelsty-infra
          unknown site | inventory/topology.yaml | site: cloud | site: clod | unknown site "clod" | cloud
          another word for when a gateway carries | inventory/topology.yaml | carries: when_cut | carries: when_cuts | unknown carries "when_cuts" | when_cut
          a gateway of another site | inventory/topology.yaml | gateway: chelsty-infra | gateway: piha | gateway piha of site chelsty does not stand there | -
          the hub as a gateway | inventory/topology.yaml | cloud:\\n | cloud:\\n    gateway: vps\\n | gateway vps of site cloud is the hub's node | -
          unknown service wanted | hosts/piha/services.yaml | homeassistant: | homeasistant: | unknown service "homeasistant" | homeassistant
          unknown dependency | services/outline/service.yaml | dependencies: [npm] | dependencies: [nmp] | unknown service "nmp" | npm
          wrong exposure class | hosts/vps/services.yaml | exposure: public | exposure: publik | unknown exposure "publik" | public
          wrong owner | services/npm/service.yaml | owner_node: vps | owner_node: vsp | unknown owner_node "vsp" | vps
          owner that does not want it | services/npm/service.yaml | owner_node: vps | owner_node: piha | owner_node piha does not want npm | -
          a key twice | services/npm/service.yaml | restart_policy: unless-stopped | restart_policy: always\\n  restart_policy: always | the key "restart_policy" stands twice | -
          an alias that is a node | inventory/topology.yaml | aliases: [pi-ha] | aliases: [vps] | alias "vps" of piha is also a name of vps | -
          a name that is not its folder's | services/npm/service.yaml | name: npm | name: nmp | name "nmp" is not its folder's | -
          no duration | services/npm/service.yaml | interval: 60s | interval: 60 | interval "60" is no duration | -
          no number | services/npm/service.yaml | retries: 3 | retries: three | "three" is no number | -
          neither true nor false | hosts/vps/services.yaml | offline_required: false | offline_required: nope | "nope" is neither | -
          an unknown restart policy | services/npm/service.yaml | restart_policy: unless-stopped | restart_policy: unles-stopped | unknown restart_policy "unles-stopped" | unless-stopped
          an unknown action | inventory/routing.yaml | action: disk_cleanup | action: disk_clenup | unknown action "disk_clenup" | disk_cleanup
          an unknown type in a row | inventory/routing.yaml | types: [mqtt_unreachable] | types: [mqtt_unreachabl] | unknown type "mqtt_unreachabl" | mqtt_unreachable
          an unknown way of approval | inventory/routing.yaml | ways: [pwa, cli | ways: [pwa, cly | unknown way of approval "cly" | cli
          a kind of action without a row | inventory/routing.yaml | \\n  redeploy: { | \\n  redeplo: { | kind of action "redeploy" has no row | -
          a kind of action misspelt | inventory/routing.yaml | \\n  redeploy: { | \\n  redeplo: { | unknown kind of action "redeplo" | redeploy
          a risk, which is the code's to say | inventory/routing.yaml | {strength: 1, | {risk: low, strength: 1, | unknown key "risk" | -
          our type without a row | inventory/routing.yaml | lines_skipped: {severity: info, mesh: true} | lines_skiped: {severity: info, mesh: true} | event type "lines_skipped" has no row | -
          over the VPS's budget | hosts/vps/runtime/npm/docker-compose.override.yml | mem_limit: 320m | mem_limit: 3g | all mem_limit together are | -
          no memory limit on the VPS | hosts/vps/runtime/npm/docker-compose.override.yml | mem_limit: 320m | cpus: 1 | npm has no mem_limit | -
          no size | hosts/vps/runtime/npm/docker-compose.override.yml | mem_limit: 320m | mem_limit: 320 | mem_limit "320" is no size | -
          the hub could be killed | hosts/vps/runtime/hub/docker-compose.override.yml | oom_score_adj: -900 | oom_score_adj: 0 | hub has oom_score_adj 0 | -
          an override of another's container | hosts/vps/runtime/npm/docker-compose.override.yml | npm: | outline: | unknown container "outline" | -
          a limit that needs Swarm | services/npm/docker-compose.yml | restart: unless-stopped | restart: unless-stopped\\n    deploy: {resources: {limits: {memory: 1g}}} | deploy.resources needs Swarm | -
          the serial device | services/zigbee2mqtt/docker-compose.yml | restart: unless-stopped | restart: unless-stopped\\n    devices: ["/dev/ttyUSB0:/dev/ttyACM0"] | /dev/ttyUSB0 is never used | -
          a container of no service | services/npm/docker-compose.yml | container_name: npm | container_name: proxy | container "proxy" belongs to no part of npm | -
          the topology's list lacks one | inventory/topology.yaml | services: [edge-agent, mosquitto, homeassistant] | services: [edge-agent, mosquitto] | homeassistant is wanted on piha and not listed | -
          no legal node name | inventory/topology.yaml | solaria: | so_laria: | node "so_laria" is no legal name | -
          no zone | inventory/topology.yaml | zone: Europe/Warsaw | zone: Europe/Warschau | zone "Europe/Warschau" is not known | -
          a yaml alias | services/npm/service.yaml | dependencies: [] | dependencies: *a | no YAML | -
          """)
  void oneEdit(String name, String file, String from, String to, String what, String nearest)
      throws IOException {
    copy();
    edit(file, from.replace("\\n", "\n"), to.replace("\\n", "\n"));
    List<Fault> faults = faults();
    assertThat(faults).as(name).anyMatch(fault -> fault.what().contains(what));
    Fault fault = faults.stream().filter(it -> it.what().contains(what)).findFirst().orElseThrow();
    if (!nearest.equals("-")) {
      assertThat(fault.nearest()).contains(nearest);
      assertThat(fault.line()).isPositive();
      assertThat(fault.legal()).contains(nearest);
      assertThat(fault.file()).isEqualTo(file);
    }
    assertThat(Inventory.read(repo).inventory()).as("not acted on").isEmpty();
  }

  @DisplayName("An override is held against its service, whatever its node")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no YAML at all | chelsty-infra | mosquitto | services: [ | 0 | no YAML | -
          a tab where spaces belong | piha | mosquitto | services:\\n\\tmosquitto: 1 | 2 | no YAML | -
          nothing in it | piha | mosquitto | # later | 1 | the file is empty | key: value
          no services | saturn | edge-agent | servces: {edge-agent: {mem_limit: 64m}} | 1 | lacks "services" | services: …
          a container's name misspelt | chelsty-infra | zigbee2mqtt | services:\\n  zigbee2mqt:\\n    restart: always | 2 | unknown container "zigbee2mqt" | zigbee2mqtt
          another service's container | chelsty-ha | homeassistant | services:\\n  mosquitto:\\n    restart: always | 2 | unknown container "mosquitto" | homeassistant
          a part misspelt | vps | outline | services:\\n  outline-redsi: {mem_limit: 64m} | 2 | unknown container "outline-redsi" | outline-redis
          the serial device | chelsty-infra | zigbee2mqtt | services:\\n  zigbee2mqtt:\\n    devices:\\n      - /dev/ttyUSB0:/dev/ttyACM0 | 4 | /dev/ttyUSB0 is never used | the coordinator's TCP address
          the serial device in the long form | chelsty-infra | zigbee2mqtt | services:\\n  zigbee2mqtt:\\n    devices:\\n      - source: /dev/ttyUSB0 | 4 | /dev/ttyUSB0 is never used | the coordinator's TCP address
          the serial device as a volume | chelsty-infra | zigbee2mqtt | services:\\n  zigbee2mqtt:\\n    volumes: ["/dev/ttyUSB0:/dev/ttyUSB0"] | 3 | /dev/ttyUSB0 is never used | the coordinator's TCP address
          the serial device as a setting | chelsty-infra | zigbee2mqtt | services:\\n  zigbee2mqtt:\\n    environment: {SERIAL: /dev/ttyUSB0} | 3 | /dev/ttyUSB0 is never used | the coordinator's TCP address
          under a misspelt name, too | chelsty-infra | zigbee2mqtt | services:\\n  zigbee2mqt:\\n    devices: [/dev/ttyUSB0] | 3 | /dev/ttyUSB0 is never used | the coordinator's TCP address
          a limit that needs Swarm on the VPS | vps | npm | services:\\n  npm:\\n    mem_limit: 256m\\n    deploy: {resources: {limits: {memory: 3g}}} | 4 | deploy.resources needs Swarm | mem_limit: 256m at the top
          a limit that needs Swarm elsewhere | solaria | edge-agent | services:\\n  edge-agent:\\n    deploy: {resources: {limits: {memory: 3g}}} | 3 | deploy.resources needs Swarm | mem_limit: 256m at the top
          no size | saturn | edge-agent | services:\\n  edge-agent:\\n    mem_limit: 64 | 3 | mem_limit "64" is no size | 256m or 1g
          more digits than a number has | saturn | edge-agent | services: {edge-agent: {mem_limit: 99999999999999999999g}} | 1 | mem_limit "99999999999999999999g" is no size | 256m or 1g
          another name for a container | piha | mosquitto | services:\\n  mosquitto:\\n    container_name: broker | 3 | container "broker" is mosquitto by another name | container_name: mosquitto
          """)
  void override(
      String name, String node, String service, String text, int line, String what, String legal)
      throws IOException {
    copy();
    String file = RuntimeFolders.override(new NodeId(node), service);
    Files.createDirectories(repo.resolve(file).getParent());
    Files.writeString(repo.resolve(file), text.replace("\\n", "\n").replace("\\t", "\t"));
    Fault fault =
        faults().stream().filter(it -> it.what().contains(what)).findFirst().orElseThrow();
    assertThat(fault.file()).isEqualTo(file);
    if (line > 0) {
      assertThat(fault.line()).isEqualTo(line);
    }
    if (fault.what().startsWith("unknown")) {
      assertThat(fault.nearest().orElse(legal)).isEqualTo(legal);
      assertThat(fault.legal()).contains(legal);
    } else if (!legal.equals("-")) {
      assertThat(fault.legal()).isEqualTo(legal);
    }
  }

  @Test
  @DisplayName("An override that keeps to its service is no fault")
  void legalOverride() throws IOException {
    copy();
    Path file = repo.resolve(RuntimeFolders.override(new NodeId("piha"), "mosquitto"));
    Files.createDirectories(file.getParent());
    Files.writeString(file, "services: {mosquitto: {container_name: mosquitto, mem_limit: 64m}}");
    assertThat(faults()).isEmpty();
  }

  @Test
  @DisplayName("The edits' ground checks: no fault without an edit")
  void groundChecks() throws IOException {
    copy();
    assertThat(faults()).isEmpty();
  }

  @Test
  @DisplayName("Services that depend on each other in a circle are named with the circle")
  void circle() throws IOException {
    copy();
    edit(
        "hosts/chelsty-infra/services.yaml",
        "role: mqtt broker of the site",
        "depends_on: {local: [zigbee2mqtt], external: []}\n    role: mqtt broker of the site");
    Path file = repo.resolve("hosts/chelsty-infra/services.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst(
                "(role: mqtt broker of the site[^z]*?)    depends_on: \\{local: \\[\\], external: \\[\\]\\}\n",
                "$1"));
    assertThat(faults())
        .anyMatch(fault -> fault.what().contains("in a circle") && fault.what().contains("→"));
  }

  @Test
  @DisplayName("A service without one of its files, a stranger's folder, a file that is too large")
  void files() throws IOException {
    copy();
    Files.delete(repo.resolve("services/npm/env.example"));
    Files.createDirectories(repo.resolve("hosts/pihaa"));
    Files.createDirectories(repo.resolve("hosts/piha/runtime/outline"));
    assertThat(faults())
        .extracting(Fault::toString)
        .anyMatch(text -> text.startsWith("services/npm/env.example: the file is missing"))
        .anyMatch(text -> text.startsWith("hosts/pihaa: unknown node") && text.endsWith("piha"));
    Files.writeString(repo.resolve("services/npm/env.example"), "");
    Files.delete(repo.resolve("hosts/pihaa"));
    assertThat(faults())
        .extracting(Fault::what)
        .containsExactly("unknown service of piha \"outline\"");
    Files.writeString(repo.resolve("services/npm/service.yaml"), "# x".repeat(100_000));
    assertThat(faults()).extracting(Fault::what).contains("the file is too large");
  }

  @Test
  @DisplayName("All faults at once, each as file:line: what; legal; nearest")
  void allAtOnce() throws IOException {
    copy();
    edit("hosts/vps/services.yaml", "exposure: public", "exposre: public");
    edit("services/joplin/service.yaml", "owner_node: vps", "owner_node: vsp");
    assertThat(faults()).hasSize(2);
    assertThat(faults().getFirst().toString())
        .startsWith("hosts/vps/services.yaml:")
        .contains(": unknown key \"exposre\"; legal: one of ")
        .endsWith("; nearest: exposure");
  }
}
