package dev.glassplane.trace.compare;

import dev.glassplane.trace.compare.Comparison.Parting;
import dev.glassplane.trace.model.Path;
import java.util.List;
import java.util.Optional;

/** Puts ways beside each other: paths to the same endpoint, then landmark by landmark. */
final class Alignment {

    private Alignment() {}

    /** @return the results with the path to compare: to the endpoint that most modes reach */
    static List<ModeResult> align(List<ModeResult> results) {
        Optional<String> endpoint = results.getFirst().trace().paths().stream().flatMap(path -> endpoint(path).stream()).distinct()
                .max((one, other) -> Long.compare(reached(results, one), reached(results, other)));
        return results.stream().map(result -> new ModeResult(result.mode(), result.inForce(), result.trace(),
                result.trace().paths().stream().filter(path -> endpoint.isPresent() && endpoint(path).equals(endpoint)).findFirst()
                        .or(() -> result.trace().leading()))).toList();
    }

    private static long reached(List<ModeResult> results, String endpoint) {
        return results.stream().filter(result -> result.endpoints().containsKey(endpoint)).count();
    }

    private static Optional<String> endpoint(Path path) {
        return path.delivered().map(Landmarks::destination);
    }

    /** @return the first landmark that is not the same in both */
    static Parting parting(ModeResult base, ModeResult other) {
        List<Landmark> here = base.compared().map(Landmarks::of).orElse(List.of());
        List<Landmark> there = other.compared().map(Landmarks::of).orElse(List.of());
        for (int i = 0; i < Math.min(here.size(), there.size()); i++) {
            if (!here.get(i).sameAs(there.get(i))) {
                Landmark telling = telling(here, i);
                boolean late = telling.sameAs(telling(there, i)); // they meet again at once: the way itself is all that differs
                return new Parting(other.mode(), i + 1, Optional.of(late ? here.get(i) : telling), Optional.of(late ? there.get(i) : telling(there, i)));
            }
        }
        return new Parting(other.mode(), 0, Optional.empty(), Optional.empty());
    }

    /** That a packet comes to a device says little: what is done there next says more. */
    private static Landmark telling(List<Landmark> landmarks, int from) {
        return landmarks.subList(from, landmarks.size()).stream().filter(landmark -> !(landmark.what() instanceof Landmark.What.Visit))
                .findFirst().orElseThrow();
    }
}
