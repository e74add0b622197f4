package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.supervision.PartStatus;
import dev.homelab.supervision.Supervision;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** No part may fail here. */
final class PartsGoOn implements Supervision.Listener {
  private final List<String> troubles = new CopyOnWriteArrayList<>();

  @Override
  public void changed(PartStatus status) {
    if (!status.isRunning()) {
      troubles.add(status.toString());
    }
  }

  @Override
  public void looked(List<PartStatus> parts) {}

  @Override
  public void stuck(String what) {
    troubles.add(what);
  }

  void haveGoneOn() {
    assertThat(troubles).as("parts that failed").isEmpty();
  }
}
