package dev.glassplane.trace.render;

import dev.glassplane.loadbalancer.evaluate.Result;

/** What came of an evaluation, in a word and in a sentence. */
final class Results {

    private Results() {}

    static String word(Result result) {
        return switch (result) {
            case Result.Relayed _ -> "relayed";
            case Result.Passed _ -> "passed";
            case Result.Answered _ -> "answered";
            case Result.Closed _ -> "closed";
            case Result.NoListener _ -> "no-listener";
            case Result.NoTarget _ -> "no-target";
            case Result.NotModelled _ -> "not-modelled";
            case Result.NoRequest _ -> "no-request";
        };
    }

    /** @return whether nothing goes on from here */
    static boolean ends(Result result) {
        return !(result instanceof Result.Relayed) && !(result instanceof Result.Passed);
    }

    static String sentence(Result result) {
        return switch (result) {
            case Result.Relayed relayed -> "a new connection to " + relayed.target().socket();
            case Result.Passed passed -> "the flow goes on to " + passed.target().socket();
            case Result.Answered answered -> "answers " + answered.status() + ": " + answered.why();
            case Result.Closed closed -> closed.why();
            case Result.NoListener none -> none.why();
            case Result.NoTarget none -> none.why();
            case Result.NotModelled unknown -> unknown.what() + " (limit: " + unknown.limit() + ")";
            case Result.NoRequest waiting -> waiting.why();
        };
    }
}
