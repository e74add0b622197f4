package dev.homelab.edge;

import dev.homelab.edge.watch.HealthContract;
import dev.homelab.edge.watch.WatchedNode;
import dev.homelab.edge.watch.WatchedService;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Checkout;
import dev.homelab.inventory.Healthcheck;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Kept;
import dev.homelab.inventory.Node;
import dev.homelab.inventory.ServiceContract;
import dev.homelab.watching.HomeAssistantInstance;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a node's watchers want to know, by the inventory as it is now.
 *
 * @param lab whether the node is one of a lab, which leaves alone what is not on its machine
 */
record WantedServices(Supplier<Kept> kept, NodeId id, boolean lab) implements WatchedNode {
  private static final Set<WatchSetting> QUICK =
      Set.of(
          WatchSetting.DISK_EVERY,
          WatchSetting.TAILSCALE_EVERY,
          WatchSetting.TAILSCALE_OFFLINE_AFTER,
          WatchSetting.MQTT_EVERY,
          WatchSetting.ZIGBEE_EVERY,
          WatchSetting.HOST_EVERY);

  private Inventory now() {
    return kept.get().inventory();
  }

  @Override
  public Optional<String> revision() {
    return kept.get().revision().map(Checkout.Revision::commit);
  }

  @Override
  public WatchSettings settings() {
    return inLab(now().watching().of(id));
  }

  @Override
  public WatchSettings settings(String service) {
    return inLab(now().watching().of(id, service));
  }

  /** A lab is there to be looked at: what is broken in it shows within seconds. */
  private WatchSettings inLab(WatchSettings settings) {
    WatchSettings quick = settings;
    for (WatchSetting each : lab ? QUICK : Set.<WatchSetting>of()) {
      quick = quick.with(each, "3s");
    }
    return quick;
  }

  @Override
  public Node node() {
    return Objects.requireNonNull(now().nodes().get(id), id.name());
  }

  @Override
  public List<HomeAssistantInstance> homeAssistants() {
    return now().watching().watchedBy(id);
  }

  @Override
  public List<WatchedService> services() {
    return now().wanted(id).values().stream()
        .filter(service -> service.monitored())
        .map(service -> watched(service.name()))
        .toList();
  }

  @Override
  public List<String> allServices() {
    return List.copyOf(now().wanted(id).keySet());
  }

  private WatchedService watched(String name) {
    ServiceContract contract = now().services().get(name);
    return contract == null
        ? new WatchedService(name, List.of(), Optional.empty())
        : new WatchedService(name, contract.containers(), Optional.of(health(contract)));
  }

  private HealthContract health(ServiceContract contract) {
    Healthcheck check = contract.healthcheck();
    return new HealthContract(
        HealthContract.Type.valueOf(check.type().name()),
        check.endpoint(),
        contract.hostPorts().isEmpty() ? 0 : contract.hostPorts().getFirst(),
        check.interval(),
        check.timeout(),
        check.retries(),
        now().repo().resolve("services").resolve(contract.name()).resolve("healthcheck.sh"));
  }
}
