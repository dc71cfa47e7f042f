package dev.glassplane.dns;

import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;

/** Whose resolver asks. */
public sealed interface Asker {

    /** A process of a pod. */
    record OfPod(Pod pod) implements Asker {}

    /** A process of a node itself. */
    record OfNode(Node node) implements Asker {}

    /** A client on the internet. */
    record Outside() implements Asker {}
}
