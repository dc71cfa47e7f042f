package dev.glassplane.image;

/** A condition that always holds, and may have something that somebody should look at: the server answers truly all the same. */
public interface WarningCheck extends ReadyCheck {

    @Override
    default boolean ok() {
        return true;
    }

    @Override
    default String message() {
        return warning();
    }

    @Override
    String warning();
}
