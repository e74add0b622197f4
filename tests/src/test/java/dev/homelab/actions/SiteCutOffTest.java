package dev.homelab.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.ActionState;
import dev.homelab.action.CrashDisk;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * RULES A5, A7, N1 to N4 with a site's gateway: hub, gateway and member decide about one service's
 * troubles, people approve and reject at each of them, the wires between them come and go, news
 * come late, in any order and again, and the power of each is cut. More with {@code
 * -Dhomelab.seeds=N}.
 */
class SiteCutOffTest {
  private static final int SEEDS = Integer.getInteger("homelab.seeds", 300);

  /** What can happen next. */
  enum Step {
    BREAKS,
    HEALS,
    CUT,
    CUT_MEMBER,
    CUT_GATEWAY,
    CUT_LAN,
    MEND,
    MEND_LAN,
    MEMBER_POLLS_HUB,
    GATEWAY_POLLS_HUB,
    MEMBER_POLLS_GATEWAY,
    COPY_TO_GATEWAY,
    SYNC_MEMBER,
    SYNC_GATEWAY,
    NEWS_COME_AGAIN,
    HUB_DECIDES,
    GATEWAY_DECIDES,
    MEMBER_DECIDES,
    APPROVE_AT_HUB,
    REJECT_AT_HUB,
    CANCEL_AT_HUB,
    APPROVE_AT_GATEWAY,
    REJECT_AT_GATEWAY,
    APPROVE_AT_MEMBER,
    REJECT_AT_MEMBER,
    MEMBER_CLAIMS,
    MEMBER_ENDS,
    ALL_LOOK,
    TIME_PASSES,
    HUB_CRASHES,
    GATEWAY_CRASHES,
    GATEWAY_CLOCK_IS_SET,
    MEMBER_CRASHES,
    GATEWAY_DIES_SOON,
    MEMBER_DIES_SOON
  }

  /** All of them, and those several times by which something comes about. */
  private static final List<Step> OFTEN =
      Stream.of(
              List.of(Step.values()),
              Collections.nCopies(3, Step.BREAKS),
              Collections.nCopies(2, Step.CUT),
              Collections.nCopies(3, Step.MEMBER_POLLS_HUB),
              Collections.nCopies(3, Step.MEMBER_POLLS_GATEWAY),
              Collections.nCopies(3, Step.COPY_TO_GATEWAY),
              Collections.nCopies(3, Step.SYNC_MEMBER),
              Collections.nCopies(2, Step.SYNC_GATEWAY),
              Collections.nCopies(3, Step.HUB_DECIDES),
              Collections.nCopies(4, Step.GATEWAY_DECIDES),
              Collections.nCopies(3, Step.APPROVE_AT_HUB),
              Collections.nCopies(2, Step.APPROVE_AT_GATEWAY),
              Collections.nCopies(2, Step.REJECT_AT_GATEWAY),
              Collections.nCopies(3, Step.MEMBER_CLAIMS),
              Collections.nCopies(2, Step.MEMBER_ENDS))
          .flatMap(List::stream)
          .toList();

  /** How a cut begins that comes between a hub's proposal and what people decide about it. */
  private static final List<Step> JUST_BEFORE =
      List.of(
          Step.BREAKS,
          Step.COPY_TO_GATEWAY,
          Step.MEMBER_POLLS_GATEWAY,
          Step.MEMBER_POLLS_HUB,
          Step.SYNC_MEMBER,
          Step.HUB_DECIDES,
          Step.GATEWAY_POLLS_HUB,
          Step.CUT,
          Step.APPROVE_AT_HUB,
          Step.GATEWAY_DECIDES);

  @Label("A5, A7, N4: no order of news contradicts, doubles or loses what a person decided")
  @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
  void noOrder(@ForAll long seed, @ForAll @Size(min = 10, max = 60) List<Step> steps)
      throws IOException {
    SiteCutOff site = new SiteCutOff(seed);
    for (Step step : steps) {
      guarded(site, step);
    }
    settles(site);
  }

  @Test
  @DisplayName("A5, A7, N1 to N4: long histories by seed; the gateway's word counts both ways")
  void longHistories() {
    int ran = 0;
    int rejected = 0;
    int overruled = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        SiteCutOff site = new SiteCutOff(seed);
        for (Step step : JUST_BEFORE) {
          if (site.mesh.random.nextInt(8) != 0) {
            guarded(site, step);
          }
        }
        for (int i = 0; i < 250; i++) {
          guarded(site, OFTEN.get(site.mesh.random.nextInt(OFTEN.size())));
        }
        settles(site);
        ran += site.mesh.runs.size();
        rejected += site.rejectedInTime.size();
        overruled += site.overruled.size();
      } catch (AssertionError | RuntimeException | IOException failed) {
        throw new AssertionError("seed " + seed, failed);
      }
    }
    assertThat(ran).as("actions that ran").isGreaterThan(SEEDS / 4);
    assertThat(rejected).as("actions rejected at the gateway").isGreaterThan(SEEDS / 4);
    assertThat(overruled).as("of these, approved at the hub before").isGreaterThan(SEEDS / 30);
  }

  @Test
  @DisplayName("A5 N4 approved at the hub, rejected at the gateway: it does not run on the return")
  void approvedAtTheHubBefore() throws IOException {
    for (long seed = 0; seed < 50; seed++) {
      SiteCutOff site = new SiteCutOff(seed);
      site.trouble.breaks();
      site.copyToGateway(9);
      var _ = site.memberPollsGateway();
      site.memberPollsHub();
      site.syncMember(9);
      site.hubDecides();
      site.cut();
      site.mesh.any(site.hub.pending(), site.mesh.hub::approve);
      site.gatewayDecides();
      assertThat(Deciders.alerts(site.gateway)).as("seed %s", seed).hasSize(1);
      site.mesh.any(Deciders.alerts(site.gateway), site::rejectAtGateway);
      boolean heard = seed % 2 == 1;
      if (!heard) {
        for (int i = 0; i < 2 && !heard; i++) {
          heard = site.memberPollsGateway();
        }
      } else {
        site.gatewayCut = false;
        site.syncGateway(9);
      }
      settles(site);
      if (heard) {
        assertThat(site.mesh.runs).as("seed %s", seed).isEmpty();
      }
    }
  }

  private static void settles(SiteCutOff site) throws IOException {
    site.mesh.gatewayDisk.dieAfter(Long.MAX_VALUE);
    site.mesh.nodeDisk.dieAfter(Long.MAX_VALUE);
    site.settles();
    site.holds();
  }

  private static void guarded(SiteCutOff site, Step step) throws IOException {
    try {
      perform(site, step);
    } catch (CrashDisk.Died died) {
      site.gatewayCrashes();
      site.memberCrashes();
    }
    site.holds();
  }

  private static void perform(SiteCutOff site, Step step) throws IOException {
    Mesh mesh = site.mesh;
    switch (step) {
      case BREAKS -> site.trouble.breaks();
      case HEALS -> site.trouble.heals();
      case CUT -> site.cut();
      case CUT_MEMBER -> site.memberCut = true;
      case CUT_GATEWAY -> site.gatewayCut = true;
      case CUT_LAN -> site.lanCut = true;
      case MEND -> site.mend();
      case MEND_LAN -> site.lanCut = false;
      case MEMBER_POLLS_HUB -> site.memberPollsHub();
      case GATEWAY_POLLS_HUB -> site.gatewayPollsHub();
      case MEMBER_POLLS_GATEWAY -> {
        var _ = site.memberPollsGateway();
      }
      case COPY_TO_GATEWAY -> site.copyToGateway(mesh.random.nextInt(8));
      case SYNC_MEMBER -> site.syncMember(mesh.random.nextInt(8));
      case SYNC_GATEWAY -> site.syncGateway(mesh.random.nextInt(8));
      case NEWS_COME_AGAIN -> site.newsComeAgain();
      case HUB_DECIDES -> site.hubDecides();
      case GATEWAY_DECIDES -> site.gatewayDecides();
      case MEMBER_DECIDES -> site.memberDecides();
      case APPROVE_AT_HUB -> mesh.any(site.hub.pending(), mesh.hub::approve);
      case REJECT_AT_HUB -> mesh.any(site.hub.pending(), mesh.hub::reject);
      case CANCEL_AT_HUB -> mesh.any(mesh.hub.in(ActionState.APPROVED), mesh.hub::cancel);
      case APPROVE_AT_GATEWAY -> mesh.any(Deciders.alerts(site.gateway), site::approveAtGateway);
      case REJECT_AT_GATEWAY -> mesh.any(Deciders.alerts(site.gateway), site::rejectAtGateway);
      case APPROVE_AT_MEMBER -> mesh.any(Deciders.alerts(mesh.node), site::approveAtMember);
      case REJECT_AT_MEMBER -> mesh.any(Deciders.alerts(mesh.node), site::rejectAtMember);
      case MEMBER_CLAIMS -> mesh.node.claim();
      case MEMBER_ENDS -> mesh.node.end();
      case ALL_LOOK -> {
        mesh.node.look();
        site.gateway.look();
        mesh.hub.look();
      }
      case TIME_PASSES -> mesh.now = mesh.now.plusSeconds(mesh.random.nextInt(900));
      case HUB_CRASHES -> site.hubCrashes();
      case GATEWAY_CRASHES -> site.gatewayCrashes();
      case GATEWAY_CLOCK_IS_SET -> mesh.gatewayClock.set();
      case MEMBER_CRASHES -> site.memberCrashes();
      case GATEWAY_DIES_SOON -> mesh.gatewayDisk.dieAfter(mesh.random.nextInt(60));
      case MEMBER_DIES_SOON -> mesh.nodeDisk.dieAfter(mesh.random.nextInt(60));
    }
  }
}
