package dev.homelab.action;

import dev.homelab.redact.Redactor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a scan of the folders found changed. */
public sealed interface Sighting {
  ActionId id();

  /**
   * A file where none of ours put it in this process: new, moved by hand, or left by a crash.
   *
   * @param action as the file says, in the state of its folder
   * @param before the folder where it was seen last, if it was
   * @param inside the state that its content names: where it is another, the content was not
   *     written after the move, or a hand moved it
   * @param sealed whether the file holds its proposal's text
   */
  record Found(
      Action action, Optional<ActionState> before, Optional<ActionState> inside, boolean sealed)
      implements Sighting {
    @Override
    public ActionId id() {
      return action.id();
    }

    /** The same without secrets, where its proposal is ours to seal (RULES A11). */
    public Found redacted(UnaryOperator<String> redact) {
      return sealed
          ? this
          : new Found(
              action.withProposal(action.proposal().redacted(redact)), before, inside, false);
    }

    /** Why it can't be taken as it is: a sealed text is shown and sent on as it stands. */
    public Optional<String> complaint() {
      UnaryOperator<String> shapes = Redactor.shapesOnly()::redact;
      boolean open = action.state().isOpen();
      boolean secret = !action.proposal().redacted(shapes).text().equals(action.proposal().text());
      return open && sealed && secret
          ? Optional.of("its proposal must hold nothing that has the shape of a secret")
          : Optional.empty();
    }
  }

  /** A file that is in no folder any more. */
  record Gone(ActionId id, ActionState before) implements Sighting {}

  /** A file that was set aside, its reason beside it (RULES A1). */
  record SetAside(ActionId id, ActionState folder, String why) implements Sighting {}
}
