package dev.glassplane.apiserver.watch;

import tools.jackson.databind.node.ObjectNode;

/** How a watch shows the object of an event: as itself, as a row of a table, or its metadata only; in JSON, or the object in protobuf. */
public interface EventObjects {

    /** @return whether the object is shown as it is stored, so that its JSON can be shared between watchers */
    boolean plain(ObjectNode object);

    /** @return an object in the view that the client asked for */
    byte[] show(ObjectNode object);

    /** @return a bookmark's object: kind, apiVersion and this metadata only */
    byte[] bookmark(ObjectNode metadata);

    /** @return a Status that ends the watch */
    byte[] status(ObjectNode status);
}
