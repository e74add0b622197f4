package dev.homelab.edge.site;

import dev.homelab.edge.uplink.LinkStatus;
import dev.homelab.edge.uplink.Uplink;
import dev.homelab.edge.uplink.UplinkHost;
import dev.homelab.event.NodeId;
import dev.homelab.sync.CarriedLog;
import dev.homelab.sync.PollAnswer;
import dev.homelab.sync.PollContent;
import io.vertx.core.Future;
import java.lang.System.Logger.Level;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The members' logs on their way from the gateway to the hub: an uplink for each that is carried
 * now, with a cursor of its own (RULES Y7, Y8). On the gateway's context.
 */
final class Carrying {
  private static final System.Logger LOG = System.getLogger(Carrying.class.getName());

  private final Opening opening;
  private final Map<NodeId, Uplink> uplinks = new HashMap<>();

  /** Makes uplinks to the hub. */
  interface Opening {
    /** One for a log, not started; empty while the hub is not known. */
    Optional<Uplink> open(CarriedLog log, UplinkHost host);
  }

  /** Reads a member's copy. */
  interface Copies {
    /** Succeeds with the copy; fails where it can't be read. */
    Future<CarriedLog> of(NodeId member);
  }

  Carrying(Opening opening) {
    this.opening = opening;
  }

  /** Exactly these are carried from now on. */
  void only(Set<NodeId> members, Copies copies) {
    for (NodeId carried : List.copyOf(uplinks.keySet())) {
      if (!members.contains(carried)) {
        end(carried);
      }
    }
    for (NodeId member : members) {
      if (!uplinks.containsKey(member)) {
        copies
            .of(member)
            .onSuccess(log -> begin(member, log))
            .onFailure(failed -> LOG.log(Level.WARNING, member + ": " + failed.getMessage()));
      }
    }
  }

  private void begin(NodeId member, CarriedLog log) {
    if (uplinks.containsKey(member)) {
      return;
    }
    opening
        .open(log, new Quiet())
        .ifPresent(
            uplink -> {
              uplinks.put(member, uplink);
              LOG.log(Level.INFO, "the log of {0} is carried to the hub", member);
              uplink
                  .start()
                  .onFailure(failed -> LOG.log(Level.ERROR, member + ": " + failed.getMessage()));
            });
  }

  private void end(NodeId member) {
    Uplink uplink = uplinks.remove(member);
    if (uplink != null) {
      LOG.log(Level.INFO, "the log of {0} is carried no more", member);
      uplink
          .close()
          .onFailure(failed -> LOG.log(Level.WARNING, member + ": " + failed.getMessage()));
    }
  }

  /** A member's copy has grown. From any thread. */
  void grown(NodeId member) {
    Uplink uplink = uplinks.get(member);
    if (uplink != null) {
      uplink.nudge();
    }
  }

  /** What the hub holds of a log that is carried, as far as is known; nothing of others. */
  SortedMap<LocalDate, Long> held(NodeId member) {
    Uplink uplink = uplinks.get(member);
    return uplink == null ? new TreeMap<>() : uplink.held();
  }

  Set<NodeId> carried() {
    return Set.copyOf(uplinks.keySet());
  }

  /** Succeeds when nothing is on its way any more. */
  Future<Void> close() {
    List<Future<Void>> all = new ArrayList<>();
    uplinks.values().forEach(uplink -> all.add(uplink.close()));
    uplinks.clear();
    return Future.join(all).mapEmpty();
  }

  /** A carried log comes without polls: there is nobody to tell or to hear. */
  private static final class Quiet implements UplinkHost {
    @Override
    public PollContent content() {
      return PollContent.NOTHING;
    }

    @Override
    public void answered(PollAnswer answer, PollContent said) {}

    @Override
    public void unanswered(String why) {}

    @Override
    public void changed(LinkStatus status) {}
  }
}
