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
      return sealed || !action.state().isOpen()
          ? this
          : new Found(
              action.withProposal(action.proposal().redacted(redact)), before, inside, false);
    }

    /**
     * Why it can't be taken as it is: a sealed text is shown and sent on as it stands, and what is
     * ours to seal must fit.
     */
    public Optional<String> complaint(UnaryOperator<String> redact) {
      if (!action.state().isOpen()) {
        return Optional.empty();
      }
      return sealed ? secret() : unfit(redact);
    }

    private Optional<String> secret() {
      return action.proposal().isClean(Redactor.shapesOnly()::redact)
          ? Optional.empty()
          : Optional.of("its proposal must hold nothing that has the shape of a secret");
    }

    private Optional<String> unfit(UnaryOperator<String> redact) {
      try {
        var _ = action.proposal().redacted(redact);
        return Optional.empty();
      } catch (IllegalArgumentException tooLong) {
        return Optional.of(String.valueOf(tooLong.getMessage()));
      }
    }
  }

  /** A file that is in no folder any more. */
  record Gone(ActionId id, ActionState before) implements Sighting {}

  /** A file that was set aside, its reason beside it (RULES A1). */
  record SetAside(ActionId id, ActionState folder, String why) implements Sighting {}
}
