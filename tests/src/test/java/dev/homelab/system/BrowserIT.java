package dev.homelab.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person at a real browser: signs in, sees the trouble come, approves, and sees it heal. */
class BrowserIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** Presses each button to approve the moment that it appears, as a thumb on its way down does. */
  private static final String PRESS_AT_ONCE =
      """
      new MutationObserver(() =>
        document.querySelectorAll("button[data-look=approve]").forEach((each) => {
          if (!each.pressed) {
            each.pressed = window.pressed = true;
            each.click();
          }
        }),
      ).observe(document.body, { childList: true, subtree: true })""";

  private static final Locator.WaitForOptions GONE =
      new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED);
  private static final Page.GetByLabelOptions EXACT = new Page.GetByLabelOptions().setExact(true);

  @TempDir static Path folder;
  private static LabUnderTest lab;
  private static Chromium chromium;

  @BeforeAll
  static void up() throws Exception {
    chromium = Chromium.open();
    lab = LabUnderTest.up(folder);
  }

  @AfterAll
  static void down() throws Exception {
    if (lab != null) {
      lab.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name)).first();
  }

  @Test
  @DisplayName(
      "Sign in, break, one proposal with evidence comes live, approve, healed, one timeline")
  void approvedInTheBrowser() throws Exception {
    try (BrowserContext wide = chromium.context(1440, 900, ColorScheme.LIGHT)) {
      Page page = wide.newPage();
      String link = lab.signInLink();
      List<String> said = new ArrayList<>();
      page.onConsoleMessage(message -> said.add(message.text()));
      page.onResponse(answer -> said.add(answer.status() + " " + answer.url()));
      page.navigate(link);
      try {
        page.getByText("CHELSTY-INFRA").first().waitFor();
      } catch (RuntimeException late) {
        Chromium.shot(page, "sign-in-failed");
        throw new AssertionError("the overview did not come: " + said, late);
      }
      assertThat(page.getByText("stand-ins").first().isVisible()).isTrue();
      page.getByText("Live", new Page.GetByTextOptions().setExact(true)).first().waitFor();
      Chromium.shot(page, "overview-calm-wide-light");

      long before = lab.starts("chelsty-infra", "mosquitto");
      page.evaluate(PRESS_AT_ONCE);
      lab.run("lab", "break", "chelsty-infra", "mosquitto");
      Chromium.settled(page).waitFor();
      assertThat(page.evaluate("window.pressed")).isEqualTo(true);
      assertThat(lab.actions("vps", "pending"))
          .as("a press on a card that has just appeared counts for nothing")
          .hasSize(1);
      Chromium.shot(page, "overview-trouble-wide-light");
      String name = lab.actions("vps", "pending").getFirst();
      page.navigate("http://127.0.0.1:" + lab.port + "/actions/" + name.replace(".json", ""));
      page.getByText("exit_code").first().waitFor();
      phone(wide, page.url());
      Chromium.shot(page, "action-wide-light");
      Chromium.settled(page).click();
      page.locator("h1:focus, h2:focus, h3:focus").waitFor();
      LabUnderTest.await(
          name + " is completed", SOON, () -> lab.actions("vps", "completed").contains(name));
      assertThat(lab.starts("chelsty-infra", "mosquitto")).isEqualTo(before + 1);

      String since = name.split("-", -1)[5];
      page.navigate(
          "http://127.0.0.1:%d/incidents/inc-%s-chelsty-infra-mosquitto"
              .formatted(lab.port, since));
      page.getByText("From cause to recovery").first().waitFor();
      assertThat(page.locator("ol.timeline > li").count()).isGreaterThanOrEqualTo(5);
      Chromium.shot(page, "incident-wide-light");
      rejected(page);

      Page again = chromium.context(1440, 900, ColorScheme.LIGHT).newPage();
      again.navigate(link);
      again.getByText("used").first().waitFor();
      Chromium.shot(again, "sign-in-refused");
    }
  }

  @Test
  @DisplayName("A node's own dashboard offers what its server does; single keys can be off")
  void onTheNode() throws Exception {
    Path state = lab.root.resolve("chelsty-infra/state");
    String address = Files.readString(state.resolve("address")).strip();
    try (BrowserContext wide = chromium.context(1440, 900, ColorScheme.LIGHT)) {
      Page page = wide.newPage();
      page.navigate(address + "/sign-in#" + Files.readString(state.resolve("local-token")).strip());
      page.getByText("CHELSTY-INFRA").first().waitFor();
      page.navigate(address + "/silences");
      page.getByText("Nothing is silenced").first().waitFor();
      assertThat(page.getByText("New silence").count()).isZero();
      page.navigate(address + "/nodes/chelsty-infra");
      page.getByText("Recent events").first().waitFor();
      assertThat(page.getByText("I work here").count()).isZero();
      page.getByRole(
              AriaRole.IMG, new Page.GetByRoleOptions().setName("Temperature: 45 °C to 45 °C"))
          .waitFor();
      page.getByText("load 20 %, memory 40 %, 45 °C").first().waitFor();
      Chromium.shot(page, "node-own-wide-light");

      page.keyboard().press("?");
      page.getByText("Single keys work").first().waitFor();
      Chromium.shot(page, "keys-wide-light");
      page.getByText("Single keys work").first().click();
      page.keyboard().press("Escape");
      page.locator("dialog").waitFor(GONE);
      page.keyboard().press("?");
      page.keyboard().press("g");
      page.keyboard().press("a");
      page.getByLabel("Keyboard shortcuts", EXACT).first().click();
      page.getByText("Single keys work").first().click();
      page.keyboard().press("Escape");
      page.locator("dialog").waitFor(GONE);
      assertThat(page.url()).as("while they were off").endsWith("/nodes/chelsty-infra");
      page.keyboard().press("g");
      page.keyboard().press("a");
      page.waitForURL("**/actions");
      page.setViewportSize(390, 844);
      page.navigate(address + "/more");
      page.getByText("This dashboard").first().waitFor();
      Chromium.shot(page, "more-own-phone-light");
    }
  }

  /** With the keyboard alone: the focus goes on to a heading when the card is gone. */
  private static void rejected(Page page) throws Exception {
    page.navigate("http://127.0.0.1:" + lab.port + "/");
    lab.run("lab", "break", "chelsty-infra", "zigbee2mqtt");
    Chromium.settled(page).waitFor();
    page.locator("button[data-look=reject]").first().press("Enter");
    button(page, "Not now").press("Enter");
    page.locator("button[data-look=danger]").press("Enter");
    page.locator("h1:focus, h2:focus, h3:focus").waitFor();
    LabUnderTest.await("rejected", SOON, () -> lab.actions("vps", "rejected").size() == 1);
  }

  /** The same session on a phone's screen, dark. */
  private static void phone(BrowserContext signedIn, String action) {
    try (BrowserContext phone = chromium.context(390, 844, ColorScheme.DARK)) {
      phone.addCookies(
          signedIn.cookies().stream()
              .map(
                  cookie ->
                      new com.microsoft.playwright.options.Cookie(cookie.name, cookie.value)
                          .setDomain(cookie.domain)
                          .setPath(cookie.path))
              .toList());
      Page page = phone.newPage();
      page.navigate(action);
      page.getByText("exit_code").first().waitFor();
      Chromium.shot(page, "action-phone-dark");
      Locator approve = button(page, "Approve");
      assertThat(approve.boundingBox().height)
          .as("large enough for a thumb")
          .isGreaterThanOrEqualTo(44);
      page.navigate("http://127.0.0.1:" + lab.port + "/");
      page.getByText("CHELSTY-INFRA").first().waitFor();
      Chromium.shot(page, "overview-phone-dark");
      page.navigate("http://127.0.0.1:" + lab.port + "/events");
      page.getByText("container_restart of chelsty-infra/mosquitto").first().waitFor();
      Chromium.shot(page, "events-phone-dark");
    }
  }
}
