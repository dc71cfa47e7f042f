package dev.glassplane.trace.request;

/** A question that cannot be answered as asked. The message is for people; the parts are for programs. */
public class RequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Kinds of trouble, with the HTTP status that they get. */
    public enum Kind {
        /** The question is malformed. */
        INVALID(400),
        /** An object that the question names does not exist. */
        NOT_FOUND(404),
        /** The objects exist, but the packet cannot be sent now. */
        NOT_POSSIBLE(422);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** @return HTTP status */
        public int status() {
            return status;
        }
    }

    private final Kind kind;
    private final String field;
    private final String expected;
    private final String found;

    /**
     * @param field    of the request, for example {@code to} or {@code pick.endpoint}
     * @param expected what would be right
     * @param found    what was there
     * @param message  the whole sentence
     */
    public RequestException(Kind kind, String field, String expected, String found, String message) {
        super(message);
        this.kind = kind;
        this.field = field;
        this.expected = expected;
        this.found = found;
    }

    /** @return a malformed field */
    public static RequestException invalid(String field, String expected, String found) {
        return new RequestException(Kind.INVALID, field, expected, found, field + ": expected " + expected + ", found " + found);
    }

    /** @return what kind of trouble */
    public Kind kind() {
        return kind;
    }

    /** @return the field of the request */
    public String field() {
        return field;
    }

    /** @return what would be right */
    public String expected() {
        return expected;
    }

    /** @return what was there */
    public String found() {
        return found;
    }
}
