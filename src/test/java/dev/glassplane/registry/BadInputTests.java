package dev.glassplane.registry;

import static dev.glassplane.registry.TestRegistry.by;
import static dev.glassplane.registry.TestRegistry.strict;
import static dev.glassplane.registry.TestRegistry.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.glassplane.store.Revision;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client may get wrong; each gets kube-apiserver's words, and the log stays as it was. */
class BadInputTests {

    private static TestRegistry registry;

    @BeforeAll
    static void open() {
        registry = new TestRegistry();
    }

    @AfterAll
    static void close() {
        registry.close();
    }

    private static void refused(String manifest, int code, String message) {
        Revision before = registry.log().current();
        ApiException error = catchThrowableOfType(ApiException.class, () -> registry.create(yaml(manifest), strict()));
        assertThat(error).as(manifest).isNotNull();
        assertThat(error.getMessage()).isEqualTo(message);
        assertThat(error.code()).isEqualTo(code);
        assertThat(registry.log().current()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "ports: {} | json: cannot unmarshal object into Go struct field ServiceSpec.spec.ports of type []v1.ServicePort",
        "ports: [{port: 80.5}] | json: cannot unmarshal number 80.5 into Go struct field ServicePort.spec.ports.port of type int32",
        "ports: [{port: 99999999999}] | json: cannot unmarshal number 99999999999 into Go struct field ServicePort.spec.ports.port of type int32",
        "ports: [{port: 80, protocol: 6}] | json: cannot unmarshal number into Go struct field ServicePort.spec.ports.protocol of type v1.Protocol",
        "ports: [{port: 80, targetPort: true}] | json: cannot unmarshal bool into Go value of type int32",
        "selector: [a] | json: cannot unmarshal array into Go struct field ServiceSpec.spec.selector of type map[string]string",
        "selector: {a: 1} | json: cannot unmarshal number into Go struct field ServiceSpec.spec.selector of type string",
        "publishNotReadyAddresses: yes please | json: cannot unmarshal string into Go struct field ServiceSpec.spec.publishNotReadyAddresses of type bool",
        "colour: red | strict decoding error: unknown field \"spec.colour\"",
        "ports: [{prt: 80}] | strict decoding error: unknown field \"spec.ports[0].prt\"",
    })
    void servicesThatCannotBeDecoded(String spec, String message) {
        refused("{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {" + spec + "}}", 400,
                "Service in version \"v1\" cannot be handled as a Service: " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "ports: [] | spec.ports: Required value",
        "ports: [{port: 80}, {port: 81}] | [spec.ports[0].name: Required value, spec.ports[1].name: Required value]",
        "ports: [{name: a, port: 80}, {name: a, port: 81}] | spec.ports[1].name: Duplicate value: \"a\"",
        "ports: [{name: a, port: 80}, {name: b, port: 80}] | spec.ports[1]: Duplicate value: {\"Name\":\"\",\"Protocol\":\"TCP\",\"AppProtocol\":null,\"Port\":80,\"TargetPort\":0,\"NodePort\":0}",
        "ports: [{port: 99999}] | [spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive, spec.ports[0].targetPort: Invalid value: 99999: must be between 1 and 65535, inclusive]",
        "ports: [{port: 80, targetPort: much-too-long-name}] | spec.ports[0].targetPort: Invalid value: \"much-too-long-name\": must be no more than 15 characters",
        "type: Cloud, ports: [{port: 80}] | spec.type: Unsupported value: \"Cloud\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"",
        "sessionAffinity: Cookie, ports: [{port: 80}] | spec.sessionAffinity: Unsupported value: \"Cookie\": supported values: \"ClientIP\", \"None\"",
        "sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 90000}}, ports: [{port: 80}] | spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 90000: must be greater than 0 and less than 86400",
        "externalIPs: [127.0.0.1], ports: [{port: 80}] | spec.externalIPs[0]: Invalid value: \"127.0.0.1\": may not be in the loopback range (127.0.0.0/8, ::1/128)",
        "externalIPs: [300.1.1.1], ports: [{port: 80}] | spec.externalIPs[0]: Invalid value: \"300.1.1.1\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
        "type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/33], ports: [{port: 80}] | spec.LoadBalancerSourceRanges[0]: Invalid value: \"10.0.0.0/33\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",
        "loadBalancerSourceRanges: [10.0.0.0/8], ports: [{port: 80}] | spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
        "externalTrafficPolicy: Local, ports: [{port: 80}] | spec.externalTrafficPolicy: Invalid value: \"Local\": may only be set for externally-accessible services",
        "internalTrafficPolicy: Near, ports: [{port: 80}] | spec.internalTrafficPolicy: Unsupported value: \"Near\": supported values: \"Cluster\", \"Local\"",
        "trafficDistribution: Far, ports: [{port: 80}] | spec.trafficDistribution: Unsupported value: \"Far\": supported values: \"PreferClose\", \"PreferSameNode\", \"PreferSameZone\"",
        "type: NodePort, clusterIP: None, ports: [{port: 80}] | spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services",
        "type: ExternalName | spec.externalName: Required value",
        "type: ExternalName, externalName: UPPER_case | spec.externalName: Invalid value: \"UPPER_case\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        "ipFamilies: [IPv4, IPv4], ipFamilyPolicy: PreferDualStack, ports: [{port: 80}] | spec.ipFamilies[1]: Duplicate value: \"IPv4\"",
        "ipFamilyPolicy: Triple, ports: [{port: 80}] | spec.ipFamilyPolicy: Unsupported value: \"Triple\": supported values: \"PreferDualStack\", \"RequireDualStack\", \"SingleStack\"",
        "selector: {a: 'b c'}, ports: [{port: 80}] | spec.selector: Invalid value: \"b c\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    })
    void servicesThatAreInvalid(String spec, String message) {
        refused("{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {" + spec + "}}", 422, "Service \"s\" is invalid: " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "containers: [] | spec.containers: Required value",
        "containers: [{name: c}] | spec.containers[0].image: Required value",
        "containers: [{image: i}] | spec.containers[0].name: Required value",
        "containers: [{name: c, image: i}, {name: c, image: i}] | spec.containers[1].name: Duplicate value: \"c\"",
        "containers: [{name: c, image: i, ports: [{containerPort: 70000}]}] | spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
        "containers: [{name: c, image: i, ports: [{containerPort: 80, hostPort: 80}, {containerPort: 81, hostPort: 80}]}] | spec.containers[0].ports[1].hostPort: Duplicate value: \"TCP//80\"",
        "hostNetwork: true, containers: [{name: c, image: i, ports: [{containerPort: 80, hostPort: 81}]}] | spec.containers[0].ports[0].containerPort: Invalid value: 80: must match `hostPort` when `hostNetwork` is true",
        "containers: [{name: c, image: i, ports: [{containerPort: 80, name: '-'}]}] | [spec.containers[0].ports[0].name: Invalid value: \"-\": must contain at least one letter (a-z), spec.containers[0].ports[0].name: Invalid value: \"-\": must not begin or end with a hyphen]",
        "containers: [{name: c, image: i, volumeMounts: [{name: v, mountPath: /v}]}] | spec.containers[0].volumeMounts[0].name: Not found: \"v\"",
        "containers: [{name: c, image: i, resources: {requests: {cpu: 2}, limits: {cpu: 1}}}] | spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1",
        "restartPolicy: Maybe, containers: [{name: c, image: i}] | spec.restartPolicy: Unsupported value: \"Maybe\": supported values: \"Always\", \"Never\", \"OnFailure\"",
        "dnsPolicy: None, containers: [{name: c, image: i}] | spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None",
    })
    void podsThatAreInvalid(String spec, String message) {
        refused("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {" + spec + "}}", 422, "Pod \"p\" is invalid: " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "cpu: lots | quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "memory: 1Xi | quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    })
    void quantitiesThatAreNone(String limit, String message) {
        refused("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: i, resources: {limits: {" + limit
                + "}}}]}}", 400, "Pod in version \"v1\" cannot be handled as a Pod: " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "template: {metadata: {labels: {a: b}}, TEMPLATE} | spec.selector: Required value",
        "selector: {}, template: {metadata: {labels: {a: b}}, TEMPLATE} | spec.selector: Invalid value: {}: empty selector is invalid for deployment",
        "selector: {matchLabels: {a: c}}, template: {metadata: {labels: {a: b}}, TEMPLATE} | spec.template.metadata.labels: Invalid value: {\"a\":\"b\"}: `selector` does not match template `labels`",
        "replicas: -1, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, TEMPLATE} | spec.replicas: Invalid value: -1: must be greater than or equal to 0",
        "selector: {matchExpressions: [{key: a, operator: In}]}, template: {metadata: {labels: {a: b}}, TEMPLATE} | [spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn', spec.template.metadata.labels: Invalid value: {\"a\":\"b\"}: `selector` does not match template `labels`]",
        "strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, TEMPLATE} | spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0",
    })
    void deploymentsThatAreInvalid(String spec, String message) {
        String template = "spec: {containers: [{name: c, image: i}]}";
        refused("{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {" + spec.replace("TEMPLATE", template) + "}}", 422,
                "Deployment.apps \"d\" is invalid: " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "addressType: IPv5 | addressType: Unsupported value: \"IPv5\": supported values: \"FQDN\", \"IPv4\", \"IPv6\"",
        "addressType: IPv4, endpoints: [{addresses: []}] | endpoints[0].addresses: Required value: must contain at least 1 address",
        "addressType: IPv4, endpoints: [{addresses: ['::5']}] | endpoints[0].addresses[0]: Invalid value: \"::5\": must be a valid IPv4 address",
        "addressType: FQDN, endpoints: [{addresses: [localhost]}] | endpoints[0].addresses[0]: Invalid value: \"localhost\": should be a domain with at least two segments separated by dots",
        "addressType: IPv4, ports: [{port: 1}, {port: 2}] | ports[1].name: Duplicate value: \"\"",
    })
    void slicesThatAreInvalid(String fields, String message) {
        refused("{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: e}, " + fields + "}", 422,
                "EndpointSlice.discovery.k8s.io \"e\" is invalid: " + message);
    }

    @Test
    void metadataThatIsInvalid() {
        refused("{apiVersion: v1, kind: ConfigMap, metadata: {}}", 422,
                "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required");
        refused("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, labels: {'a/b/c': x}}}", 422, "ConfigMap \"c\" is invalid: "
                + "metadata.labels: Invalid value: \"a/b/c\": a qualified name must consist of alphanumeric characters, '-', '_' or '.', and "
                + "must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
                + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        refused("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, creationTimestamp: yesterday}}", 400, "ConfigMap in version \"v1\" cannot "
                + "be handled as a ConfigMap: parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\"");
        refused("{apiVersion: v1, kind: Namespace, metadata: {name: a.b}}", 422,
                "Namespace \"a.b\" is invalid: metadata.name: Invalid value: \"a.b\": must not contain dots");
        refused("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, labels: {a: %s}}}".formatted("x".repeat(64)), 422, "ConfigMap \"c\" is "
                + "invalid: metadata.labels: Invalid value: \"" + "x".repeat(64) + "\": must be no more than 63 bytes");
    }

    @Test
    void kindsThatNothingActsOnAreStoredWithAWarning() {
        registry.create(TestRegistry.yaml("{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {}}"), registry.warning());
        assertThat(registry.warnings).containsExactly("no controller of this server makes pods of it: it is only stored (limit: stored-only-kinds)");
        refused("{apiVersion: v1, kind: ComponentStatus, metadata: {name: c}}", 405, "create is not supported on resources of kind "
                + "\"componentstatuses\": the kind is listed for clients that ask, nothing acts on it (limit: stored-only-kinds)");
    }

    @Test
    void secretsAndConfigMaps() {
        refused("{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: '%%'}}", 400,
                "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte 0");
        refused("{apiVersion: v1, kind: Secret, metadata: {name: s}, type: kubernetes.io/tls, data: {tls.crt: ''}}", 422,
                "Secret \"s\" is invalid: data[tls.key]: Required value");
        refused("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {'a b': x}}", 422, "ConfigMap \"c\" is invalid: data[a b]: "
                + "Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
                + "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
        registry.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: fixed}, immutable: true, data: {a: x}}");
        ApiException error = catchThrowableOfType(ApiException.class, () -> registry.merge("configmaps", "fixed", "{data: {a: y}}"));
        assertThat(error.getMessage())
                .isEqualTo("ConfigMap \"fixed\" is invalid: data: Forbidden: field is immutable when `immutable` is set");
    }

    @Test
    void selectorsAreImmutable() {
        registry.create("{apiVersion: apps/v1, kind: Deployment, metadata: {name: fixed}, spec: {selector: {matchLabels: {a: b}}, "
                + "template: {metadata: {labels: {a: b, c: d}}, spec: {containers: [{name: c, image: i}]}}}}");
        ApiException error = catchThrowableOfType(ApiException.class,
                () -> registry.merge("deployments.apps", "fixed", "{spec: {selector: {matchLabels: {c: d}}}}"));
        assertThat(error.getMessage()).isEqualTo("Deployment.apps \"fixed\" is invalid: spec.selector: Invalid value: "
                + "{\"matchLabels\":{\"a\":\"b\",\"c\":\"d\"}}: field is immutable");
    }

    @Test
    void aPatchThatLeavesNoServiceIsRefused() {
        registry.create("{apiVersion: v1, kind: Service, metadata: {name: patched}, spec: {ports: [{port: 80}]}}");
        Kind services = registry.kinds().named("services");
        Revision before = registry.log().current();
        ApiException error = catchThrowableOfType(ApiException.class, () -> registry.objects().patch(services, "shop", "patched",
                new Patch.Merge(yaml("{spec: {foo: 1}}")), strict()));
        assertThat(error.code()).isEqualTo(422);
        assertThat(error.getMessage()).isEqualTo(" \"\" is invalid: patch: Invalid value: \"{\\\"spec\\\":{\\\"foo\\\":1}}\": strict decoding "
                + "error: unknown field \"spec.foo\"");
        ApiException missing = catchThrowableOfType(ApiException.class, () -> registry.objects().patch(services, "shop", "none",
                new Patch.Merge(yaml("{}")), by()));
        assertThat(missing.getMessage()).isEqualTo("services \"none\" not found");
        assertThat(registry.log().current()).isEqualTo(before);
    }
}
