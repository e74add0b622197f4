package dev.homelab.edge.alone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import dev.homelab.rules.Desired;
import dev.homelab.slice.Slice;
import dev.homelab.slice.SliceDocument;
import dev.homelab.sync.SigningKey;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The slice on the node's disk. */
class SliceFileTest {
  private static final NodeId SELF = NodeId.of("chelsty-infra");
  private static final SigningKey HUB = SigningKey.generate();

  private final Vertx vertx = Vertx.vertx();
  private final Disk disk = new FileDisk();
  @TempDir Path root;

  @BeforeEach
  void folder() throws Exception {
    DiskFiles.createDirectories(disk, root.resolve("state"));
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private KeptSlice started() throws Exception {
    KeptSlice slice = new KeptSlice(vertx, new SliceFile(disk, root, SELF));
    slice.load(HUB.verifyKey()).await(10, TimeUnit.SECONDS);
    return slice;
  }

  private static String signed(long version, NodeId node, SigningKey key) {
    Slice slice =
        new Slice(node, new Desired(Map.of(), Map.of()), new TreeMap<>(), List.of(), List.of());
    return new SliceDocument(version, slice).sign(key);
  }

  private static boolean taken(KeptSlice slice, String text) throws Exception {
    return slice.take(text, HUB.verifyKey()).await(10, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("N3: a node starts from the slice on its disk, without any network")
  void fromDisk() throws Exception {
    KeptSlice slice = started();
    assertThat(slice.slice()).isEmpty();
    assertThat(slice.tag()).isEmpty();
    assertThat(taken(slice, signed(7, SELF, HUB))).isTrue();
    KeptSlice next = started();
    assertThat(next.slice()).isEqualTo(slice.slice()).isPresent();
    assertThat(next.tag()).isEqualTo(slice.tag()).startsWith("7-");
  }

  @Test
  @DisplayName("N3: an older version is refused, after a restart, too")
  void older() throws Exception {
    assertThat(taken(started(), signed(7, SELF, HUB))).isTrue();
    KeptSlice next = started();
    assertThat(taken(next, signed(6, SELF, HUB))).isFalse();
    assertThat(taken(next, signed(7, SELF, HUB))).isFalse();
    assertThat(next.tag()).startsWith("7-");
    assertThat(taken(next, signed(8, SELF, HUB))).isTrue();
  }

  @Test
  @DisplayName("N3: what another signed, or for another node, is taken from neither wire nor disk")
  void strangers() throws Exception {
    KeptSlice slice = started();
    assertThat(taken(slice, signed(9, SELF, SigningKey.generate()))).isFalse();
    assertThat(taken(slice, signed(9, NodeId.of("piha"), HUB))).isFalse();
    Files.writeString(root.resolve("state/slice.json"), signed(9, SELF, SigningKey.generate()));
    assertThat(started().slice()).isEmpty();
    Files.writeString(root.resolve("state/slice.json"), "{\"half\":");
    assertThat(started().slice()).isEmpty();
  }

  @Test
  @DisplayName("N3: a disk that takes nothing leaves the slice in memory")
  void fullDisk() throws Exception {
    KeptSlice slice = started();
    Files.delete(root.resolve("state"));
    assertThat(taken(slice, signed(7, SELF, HUB))).isTrue();
    assertThat(slice.tag()).startsWith("7-");
  }
}
