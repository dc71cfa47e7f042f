package dev.glassplane.trace.request;

/** Which address of a Service is asked; spelled as in the request. */
public enum Via {
    clusterIP, nodePort, externalIP, loadBalancer
}
