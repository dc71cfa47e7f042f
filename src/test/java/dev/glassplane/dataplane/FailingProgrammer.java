package dev.glassplane.dataplane;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A programmer that fails for some causes. */
record FailingProgrammer<C, V>(NodeProgrammer<C, V> inner, Predicate<C> fails) implements NodeProgrammer<C, V> {

    @Override
    public String component() {
        return inner.component();
    }

    @Override
    public boolean runsOn(NodeFacts node, ClusterImage image) {
        return inner.runsOn(node, image);
    }

    @Override
    public Object common(ClusterImage image) {
        return inner.common(image);
    }

    @Override
    public Set<C> causes(ClusterImage image) {
        return inner.causes(image);
    }

    @Override
    public Set<C> affected(ClusterDelta delta, ClusterImage image) {
        return inner.affected(delta, image);
    }

    @Override
    public Optional<V> view(C cause, ClusterImage image) {
        return inner.view(cause, image);
    }

    @Override
    public Object reads(C cause, V view, NodeFacts node) {
        return inner.reads(cause, view, node);
    }

    @Override
    public Contribution program(C cause, V view, NodeFacts node) {
        if (fails.test(cause)) {
            throw new IllegalStateException("broken on purpose");
        }
        return inner.program(cause, view, node);
    }
}
