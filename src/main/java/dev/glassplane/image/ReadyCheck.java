package dev.glassplane.image;

/** One named condition of {@code /readyz}. Every bean of this type is asked; the server is ready when all are. */
public interface ReadyCheck {

    /** @return short name, as {@code /readyz?verbose} prints it */
    String name();

    /** @return whether it holds now */
    boolean ok();

    /** @return why, for {@code /readyz?verbose} */
    String message();

    /** @return what somebody should look at although the condition holds; empty if there is nothing */
    default String warning() {
        return "";
    }

    /** @return what {@code /readyz?verbose} prints beside ok; empty for nothing */
    default String detail() {
        return "";
    }
}
