package dev.glassplane.dataplane;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.image.Node;
import java.util.List;

/** The service proxy's answer to "which mode", for those who do not know the service proxy. Modes go by the words that users write. */
public interface ServiceModes {

    /** @return every word that a mode can have, also of modes that are not modelled, in a fixed order */
    List<String> words();

    /** @return words of the modes that can run */
    List<String> modelled();

    /** @return the mode of nodes that do not ask for one of their own */
    String configured(ClusterImage image);

    /** @return the mode that the node runs */
    String of(Node node, ClusterImage image);

    /** @return how every node would come to run the mode, if it can */
    Switch everywhere(String mode, ClusterImage image);

    /** How all nodes would come to run a mode. */
    sealed interface Switch {

        /** @param edit of the image; empty if all nodes run the mode already */
        record Possible(ImageEdit edit) implements Switch {}

        /** @param why one sentence; cites a limit if the mode is not modelled */
        record Impossible(String why) implements Switch {}
    }
}
