package dev.glassplane.apiserver.openapi;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.registry.Kind;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A body that works on a fresh server, for the pages on which one can try requests.
 *
 * @param name    of the example
 * @param summary one line
 * @param json    the object
 */
record Examples(String name, String summary, String json) {

    private static final String POD_SPEC = "{\"containers\":[{\"name\":\"web\",\"image\":\"nginx\",\"ports\":[{\"containerPort\":80}]}]}";
    private static final Map<String, Examples> BY_RESOURCE = Map.of(
            "pods", new Examples("web", "A pod that listens on port 80", """
                    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"example","labels":{"app":"example"}},"spec":%s}""".formatted(POD_SPEC)),
            "services", new Examples("web", "A Service in front of the pods with the label app=example", """
                    {"apiVersion":"v1","kind":"Service","metadata":{"name":"example"},
                     "spec":{"selector":{"app":"example"},"ports":[{"name":"http","port":80,"targetPort":80}]}}"""),
            "deployments.apps", new Examples("web", "Two pods, replaced one after the other", """
                    {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"example"},"spec":{"replicas":2,
                     "selector":{"matchLabels":{"app":"example"}},"template":{"metadata":{"labels":{"app":"example"}},"spec":%s}}}"""
                    .formatted(POD_SPEC)),
            "namespaces", new Examples("shop", "A namespace", """
                    {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"example"}}"""),
            "configmaps", new Examples("settings", "A ConfigMap", """
                    {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"example"},"data":{"key":"value"}}"""),
            "nodes", new Examples("large", "A node in the second zone", """
                    {"apiVersion":"v1","kind":"Node","metadata":{"name":"node-example","labels":{
                     "node.kubernetes.io/instance-type":"m5.large","topology.kubernetes.io/zone":"us-east-1b"}}}"""),
            "endpointslices.discovery.k8s.io", new Examples("outside", "An endpoint outside the cluster for the Service example", """
                    {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"example-outside",
                     "labels":{"kubernetes.io/service-name":"example"}},"addressType":"IPv4","ports":[{"name":"http","port":80,"protocol":"TCP"}],
                     "endpoints":[{"addresses":["192.0.2.10"],"conditions":{"ready":true}}]}"""),
            "endpoints", new Examples("outside", "An endpoint outside the cluster, for a Service outside without selector", """
                    {"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"outside"},
                     "subsets":[{"addresses":[{"ip":"192.0.2.10"}],"ports":[{"name":"http","port":80}]}]}"""));

    static Optional<Examples> of(Kind kind) {
        return Optional.ofNullable(BY_RESOURCE.get(kind.resource()));
    }

    void addTo(ObjectNode examples) {
        examples.putObject(name).put("summary", summary).set("value", Json.MAPPER.readTree(json));
    }
}
