package dev.glassplane.trace;

/** Bodies that a fresh demo cluster answers; the API document shows them. */
final class TraceExamples {

    static final String POD_TO_SERVICE = """
            {"from": "pod/demo/client", "to": "service/demo/web:http"}""";
    static final String ALL_PATHS = """
            {"from": "pod/demo/client", "to": {"service": "demo/web", "port": "http"}, "paths": "all"}""";
    static final String NODE_PORT = """
            {"from": "external", "to": "node/node-a:30080", "seed": 7}""";
    static final String AT_NODE = """
            {"from": {"ip": "198.51.100.20", "node": "node-b"}, "to": "node/node-b:30080", "paths": "all", "detail": "minimal"}""";
    static final String TO_INTERNET = """
            {"from": "pod/demo/client", "to": "198.51.100.7:443"}""";
    static final String FULL = """
            {"from": "node/node-a", "to": "service/demo/web", "detail": "full"}""";

    static final String COMPARE = """
            {"from": "pod/demo/client", "to": "service/demo/web", "mode": "compare"}""";
    static final String HTTP = """
            {"from": "pod/demo/client", "to": "http://web.demo/cart?x=1", "method": "POST", "headers": {"X-User": "ann"}}""";
    static final String WHY_NOT = """
            {"from": "external", "to": "node/node-a:30080", "whyNot": true}""";
    static final String COMPARE_NODE_PORT = """
            {"from": "external", "to": "node/node-a:30080", "mode": "compare", "detail": "minimal"}""";

    static final String MINIMAL_ANSWER = """
            DELIVERED p=1/3 client sees connected
              node node-a: DNAT 10.100.42.7:80 -> 10.0.2.11:8080
              pod demo/web-0 has 10.0.1.11:40112 -> 10.0.2.11:8080/TCP
              node node-a: un-DNAT 10.0.2.11:8080 -> 10.100.42.7:80
              pod demo/client has 10.100.42.7:80 -> 10.0.1.11:40112/TCP
              return: OK
            """;

    private TraceExamples() {}
}
