package dev.glassplane.linux.stack;

/** Answers random choices: from a seed, from a script that enumerates all paths, or pinned by the user. */
@FunctionalInterface
public interface Decisions {

    /** @return index of the option taken, {@code 0..weights.size()-1} */
    int choose(Draw draw);
}
