package dev.glassplane.robustness;

import dev.glassplane.robustness.Operation.Answer;
import dev.glassplane.robustness.Operation.Request;
import java.util.Optional;

/**
 * What an object should be: the model of one key.
 *
 * @param value    empty if there is no object
 * @param revision of it; -1 while nobody has been told
 */
record KeyState(String value, long revision) {

    static final KeyState ABSENT = new KeyState("", 0);

    /** @return the state after the operation, empty if it cannot have been answered like this in this state */
    Optional<KeyState> after(Operation operation) {
        return switch (operation.request()) {
            case Request.Read _ -> read(operation.answer());
            case Request.Create create -> create(create, operation.answer());
            case Request.Update update -> update(update, operation.answer());
            case Request.Delete delete -> delete(delete, operation.answer());
        };
    }

    private boolean exists() {
        return !value.isEmpty();
    }

    private Optional<KeyState> read(Answer answer) {
        return switch (answer) {
            case Answer.Absent _ -> exists() ? Optional.empty() : Optional.of(this);
            case Answer.Found found -> exists() && found.value().equals(value) && (revision == -1 || revision == found.revision())
                    ? Optional.of(new KeyState(value, found.revision())) : Optional.empty();
            case Answer.Conflict _ -> Optional.empty();
            case Answer.Unknown _ -> Optional.of(this);
        };
    }

    private Optional<KeyState> create(Request.Create create, Answer answer) {
        return switch (answer) {
            case Answer.Conflict _ -> exists() ? Optional.of(this) : Optional.empty();
            case Answer.Found found -> exists() ? Optional.empty() : Optional.of(new KeyState(create.value(), found.revision()));
            case Answer.Unknown _ -> exists() ? Optional.of(this) : Optional.of(new KeyState(create.value(), -1));
            case Answer.Absent _ -> Optional.empty();
        };
    }

    private Optional<KeyState> update(Request.Update update, Answer answer) {
        boolean holds = exists() && (revision == update.revision() || revision == -1);
        return switch (answer) {
            case Answer.Found found -> holds && found.revision() > update.revision()
                    ? Optional.of(new KeyState(update.value(), found.revision())) : Optional.empty();
            case Answer.Conflict _ -> exists() && revision != update.revision() ? Optional.of(this) : Optional.empty();
            case Answer.Absent _ -> exists() ? Optional.empty() : Optional.of(this);
            case Answer.Unknown _ -> holds ? Optional.of(new KeyState(update.value(), -1)) : Optional.of(this);
        };
    }

    private Optional<KeyState> delete(Request.Delete delete, Answer answer) {
        boolean holds = exists() && (revision == delete.revision() || revision == -1);
        return switch (answer) {
            case Answer.Found _ -> holds ? Optional.of(ABSENT) : Optional.empty();
            case Answer.Conflict _ -> exists() && revision != delete.revision() ? Optional.of(this) : Optional.empty();
            case Answer.Absent _ -> exists() ? Optional.empty() : Optional.of(this);
            case Answer.Unknown _ -> holds ? Optional.of(ABSENT) : Optional.of(this);
        };
    }
}
