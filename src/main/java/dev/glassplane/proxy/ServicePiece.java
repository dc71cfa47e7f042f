package dev.glassplane.proxy;

import dev.glassplane.store.ObjectKey;

/** The pieces that a mode may cut a Service's work into, so that nodes share what is equal on them. Each piece is a cause of its own. */
public enum ServicePiece {
    /** All that is not in one of the other pieces that the mode has. */
    REST("services"),
    /** What its node ports need on a node's own addresses. */
    NODE_PORTS("services/nodeports"),
    /** What the endpoints that a node runs need there, whatever the policies say: other nodes get nothing of it. */
    LOCAL_ENDPOINTS("services/localendpoints");

    private final String resource;

    ServicePiece(String resource) {
        this.resource = resource;
    }

    /** @return the cause that stands for this piece of the Service */
    public ObjectKey cause(ObjectKey service) {
        return this == REST ? service : new ObjectKey(resource, service.namespace(), service.name());
    }

    /** @return the Service of a cause that stands for some piece */
    public static ObjectKey service(ObjectKey cause) {
        return cause.resource().equals(REST.resource) ? cause : new ObjectKey(REST.resource, cause.namespace(), cause.name());
    }

    /**
     * @return the piece that the cause stands for
     * @throws IllegalArgumentException if it stands for none
     */
    public static ServicePiece of(ObjectKey cause) {
        for (ServicePiece piece : values()) {
            if (piece.resource.equals(cause.resource())) {
                return piece;
            }
        }
        throw new IllegalArgumentException("no piece of a Service: " + cause);
    }
}
