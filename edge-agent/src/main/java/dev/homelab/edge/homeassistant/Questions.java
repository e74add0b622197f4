package dev.homelab.edge.homeassistant;

import com.fasterxml.jackson.core.JsonParser;
import dev.homelab.clock.MomentClock;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What is asked of a house in one conversation: first whether it runs, then all that there is, in
 * slices, and from then on what it does not push by itself.
 */
final class Questions {
  private static final System.Logger LOG = System.getLogger(Questions.class.getName());
  private static final Duration STARTS = Duration.ofSeconds(5);
  private static final Duration GATHERS = Duration.ofSeconds(2);

  /** A house whose entities come and go for so long is asked anew as a whole. */
  private static final int MOST_SUBSCRIPTIONS = 1_000;

  private static final Set<String> STOPPING = Set.of("STOPPING", "FINAL_WRITE", "STOPPED");
  private static final JsonObject NOTHING = new JsonObject();

  private final Vertx vertx;
  private final Session session;
  private final House house;
  private final WatchSettings settings;
  private final MomentClock clock;
  private final Supplier<Future<List<String>>> list;
  private final Set<Long> timers = new HashSet<>();
  private final Set<String> came = new HashSet<>();
  private final Set<String> refused = new HashSet<>();
  private boolean stopping;
  private boolean ranSomething;
  private boolean configuredOnce;

  /**
   * @param list asks for the ids of all entities
   */
  Questions(
      Vertx vertx,
      Session session,
      House house,
      WatchSettings settings,
      MomentClock clock,
      Supplier<Future<List<String>>> list) {
    this.vertx = vertx;
    this.session = session;
    this.house = house;
    this.settings = settings;
    this.clock = clock;
    this.list = list;
  }

  /** Whether Home Assistant said that it stops. */
  boolean stopping() {
    return stopping;
  }

  /**
   * Succeeds when everything was answered once; fails with a {@link HangUp}.
   *
   * @param starting told while Home Assistant itself still starts
   */
  Future<Void> begin(Runnable starting) {
    return onEvent("homeassistant_stop", parser -> stopping = true)
        .compose(listening -> onEvent("homeassistant_final_write", parser -> stopping = true))
        .compose(listening -> runs(starting))
        .compose(runs -> list.get())
        .compose(this::allEntities)
        .compose(told -> integrations())
        .compose(told -> onEvent("entity_registry_updated", this::registered))
        .compose(told -> onEvent("automation_triggered", parser -> ranSomething = true))
        .compose(told -> automations())
        .compose(told -> recorder())
        .compose(told -> health())
        .onSuccess(told -> goOn())
        .recover(failure -> Future.failedFuture(hangUp(failure)));
  }

  private static HangUp hangUp(Throwable failure) {
    return switch (failure) {
      case HangUp known -> known;
      case Session.Refused no when no.code().equals("unauthorized") ->
          new HangUp(
              HangUp.Reason.REFUSED, "the token's user is no administrator: " + no.getMessage());
      case Session.Refused no when no.code().equals("no_answer") ->
          new HangUp(HangUp.Reason.SILENT, "it takes the token and does not answer");
      default -> new HangUp(HangUp.Reason.UNREADABLE, String.valueOf(failure.getMessage()));
    };
  }

  /** Asks at once what is asked now and then; fails where that is not answered. */
  Future<Void> again() {
    return recorder().compose(told -> health()).compose(told -> automations());
  }

  private void goOn() {
    every(WatchSetting.HA_RECORDER_EVERY, this::recorder);
    every(WatchSetting.HA_HEALTH_EVERY, this::health);
    every(WatchSetting.HA_RELIST_EVERY, () -> list.get().compose(this::entities));
    every(
        WatchSetting.HA_AUTOMATIONS_EVERY,
        () -> ranSomething ? automations() : Future.succeededFuture());
  }

  private void every(WatchSetting setting, Supplier<Future<Void>> question) {
    timers.add(
        vertx.setPeriodic(
            settings.duration(setting).toMillis(),
            due ->
                question
                    .get()
                    .onFailure(
                        failure ->
                            LOG.log(
                                System.Logger.Level.DEBUG,
                                "unanswered: " + failure.getMessage()))));
  }

  void end() {
    timers.forEach(vertx::cancelTimer);
    timers.clear();
  }

  private Future<Void> onEvent(String type, Tokens.Hearer hearer) {
    return session
        .subscribe("subscribe_events", new JsonObject().put("event_type", type), hearer)
        .mapEmpty();
  }

  private Future<Void> runs(Runnable starting) {
    return session
        .ask("get_config", NOTHING, Questions::state)
        .compose(
            state -> {
              if (state.equals("RUNNING")) {
                return Future.succeededFuture();
              }
              if (STOPPING.contains(state)) {
                stopping = true;
              } else {
                starting.run();
              }
              return pause(STARTS).compose(later -> runs(starting));
            });
  }

  private static String state(JsonParser parser) throws IOException {
    String[] state = {""};
    Tokens.members(
        parser,
        name -> {
          if (name.equals("state")) {
            state[0] = Tokens.textOr(parser, "");
          }
        });
    return state[0];
  }

  private Future<Void> pause(Duration time) {
    Promise<Void> over = Promise.promise();
    long[] id = {0};
    id[0] =
        vertx.setTimer(
            Math.min(time.toMillis(), settings.duration(WatchSetting.HA_EVERY).toMillis()),
            fired -> {
              timers.remove(id[0]);
              over.complete();
            });
    timers.add(id[0]);
    return over.future();
  }

  /** Of a new connection, to which nothing was subscribed yet. */
  private Future<Void> allEntities(List<String> ids) {
    house.at(clock.now());
    return slices(house.listedAnew(ids));
  }

  /** Succeeds when all that are new were asked after, slice by slice. */
  private Future<Void> entities(List<String> ids) {
    house.at(clock.now());
    return slices(house.listed(ids));
  }

  private Future<Void> slices(List<String> ids) {
    int size = settings.count(WatchSetting.HA_SLICE);
    Future<Void> all = Future.succeededFuture();
    for (int from = 0; from < ids.size(); from += size) {
      List<String> slice = ids.subList(from, Math.min(ids.size(), from + size));
      all = all.compose(before -> slice(slice));
    }
    return all;
  }

  private Future<Void> slice(List<String> ids) {
    JsonObject which = new JsonObject().put("entity_ids", new JsonArray(new ArrayList<>(ids)));
    return session
        .ask(
            "config/entity_registry/get_entries",
            which,
            parser -> {
              Shapes.registry(parser, house::belongs);
              return true;
            })
        .compose(known -> session.subscribe("subscribe_entities", which, this::entityNews))
        .mapEmpty();
  }

  private void entityNews(JsonParser parser) throws IOException {
    house.at(clock.now());
    Shapes.entities(parser, house);
  }

  /**
   * {@code {"data":{"action":"create","entity_id":…}}}: some come one by one, some by the dozen.
   */
  private void registered(JsonParser parser) throws IOException {
    Tokens.members(
        parser,
        name -> {
          if (name.equals("data")) {
            Map<String, String> data = new LinkedHashMap<>();
            Tokens.members(parser, member -> data.put(member, Tokens.textOr(parser, "")));
            String id = data.getOrDefault("entity_id", "");
            if (!"remove".equals(data.get("action")) && !id.isEmpty()) {
              gather(id);
            }
          }
        });
  }

  private void gather(String id) {
    if (came.isEmpty()) {
      pause(GATHERS)
          .compose(
              quiet -> {
                List<String> fresh = came.stream().filter(house::appeared).toList();
                came.clear();
                return slices(fresh);
              })
          .onSuccess(
              asked -> {
                if (session.subscriptions() > MOST_SUBSCRIPTIONS) {
                  session.close();
                }
              })
          .onFailure(gone -> LOG.log(System.Logger.Level.DEBUG, "unanswered: {0}", gone));
    }
    if (came.size() < House.MOST_ENTITIES) {
      came.add(id);
    }
  }

  private Future<Void> integrations() {
    return session.subscribe("config_entries/subscribe", NOTHING, this::configured).mapEmpty();
  }

  private void configured(JsonParser parser) throws IOException {
    List<Shapes.Entry> entries = Shapes.entries(parser);
    house.at(clock.now());
    if (!configuredOnce) {
      configuredOnce = true;
      house.forgetEntriesBut(entries.stream().map(Shapes.Entry::id).toList());
    }
    house.configured(entries);
  }

  private Future<Void> automations() {
    ranSomething = false;
    return where(
        "trace/list",
        session
            .ask("trace/list", new JsonObject().put("domain", "automation"), Shapes::runs)
            .onSuccess(
                runs -> {
                  house.at(clock.now());
                  house.ran(runs);
                })
            .mapEmpty());
  }

  private Future<Void> recorder() {
    return where(
        "recorder/info",
        session
            .ask("recorder/info", NOTHING, Shapes::recorder)
            .recover(
                failure ->
                    failure instanceof Session.Refused no && no.code().equals("no_answer")
                        ? Future.succeededFuture(RecorderSight.MUTE)
                        : Future.failedFuture(failure))
            .onSuccess(
                sight -> {
                  house.at(clock.now());
                  house.records(sight, settings.count(WatchSetting.HA_RECORDER_BACKLOG));
                })
            .mapEmpty());
  }

  private Future<Void> health() {
    return where(
        "system_health/info",
        session.subscribeUntil(
            "system_health/info", NOTHING, parser -> Shapes.health(parser, house)));
  }

  /** What this Home Assistant does not have is not asked after as a trouble. */
  private Future<Void> where(String type, Future<Void> asked) {
    return asked.recover(
        failure -> {
          if (failure instanceof Session.Refused no && !no.code().equals("unauthorized")) {
            if (refused.add(type)) {
              LOG.log(System.Logger.Level.INFO, "{0}; nothing is concluded", no.getMessage());
            }
            return Future.succeededFuture();
          }
          return Future.failedFuture(failure);
        });
  }
}
