package dev.homelab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person on a site without its uplink, at a browser on its gateway. */
class SiteBrowserIT {
  private static final String HA = "chelsty-ha";
  private static final String INFRA = "chelsty-infra";
  private static final String TROUBLE = "homeassistant on CHELSTY-HA";
  private static final Locator.WaitForOptions GONE =
      new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED);

  @TempDir static Path folder;

  @Test
  @DisplayName(
      "N1 N2 alone since, events waiting; an alert comes live, is approved, and its end comes live")
  void aloneOnTheSite() throws Exception {
    try (Chromium chromium = Chromium.open();
        LabUnderTest lab =
            LabUnderTest.up(
                folder,
                "--nodes",
                "vps,saturn,piha,chelsty-infra,chelsty-ha",
                "--alone-after",
                "5s");
        BrowserContext wide = chromium.context(1440, 900, ColorScheme.LIGHT)) {
      Path state = lab.root.resolve(INFRA).resolve("state");
      String address = Files.readString(state.resolve("address")).strip();
      Page page = wide.newPage();
      page.navigate(address + "/sign-in#" + Files.readString(state.resolve("local-token")).strip());
      page.getByText("2 of 2 nodes online").first().waitFor();
      lab.run("lab", "cut", HA);
      lab.run("lab", "cut", INFRA);
      page.getByText("the hub cannot be reached").first().waitFor();

      long before = lab.starts(HA, "homeassistant");
      lab.run("lab", "break", HA, "homeassistant");
      Chromium.settled(page).waitFor();
      Chromium.shot(page, "site-alone-wide-light");
      page.getByText("Stands for").first().waitFor();
      assertThat(page.getByText(TROUBLE).count()).isPositive();
      Chromium.settled(page).click();
      page.locator("main").getByText(TROUBLE + ": containers not running").waitFor(GONE);
      page.getByText("5 services", new Page.GetByTextOptions().setExact(true)).first().waitFor();
      assertThat(lab.starts(HA, "homeassistant")).isEqualTo(before + 1);

      page.setViewportSize(390, 844);
      page.navigate(address + "/nodes/" + HA);
      page.getByText("Its log here").first().waitFor();
      Chromium.shot(page, "site-member-phone-light");
      lab.run("lab", "mend", INFRA);
      lab.run("lab", "mend", HA);
      page.getByText("the hub cannot be reached").first().waitFor(GONE);
    }
  }
}
