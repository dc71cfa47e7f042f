package dev.glassplane.registry.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.registry.FieldErrors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What the API server refuses, in its words. */
class NetworkPolicyValidationTests {

    private static String causes(String spec) {
        FieldErrors errors = new FieldErrors();
        NetworkPolicyValidation.check((ObjectNode) new YAMLMapper().readTree(spec), errors);
        return String.join("; ", errors.causes().stream().map(cause -> cause.field() + ": " + cause.message()).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {podSelector: {}, ingress: [{from: [{}]}]} | spec.ingress[0].from[0]: Required value: must specify a peer
            {podSelector: {}, ingress: [{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}]} | spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer
            {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]} | spec.egress[0].to[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`
            {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}]} | spec.egress[0].to[0].ipBlock.except[0]: Invalid value: "10.0.0.0/8": must be a strict subset of `cidr`
            {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0}}]}]} | spec.egress[0].to[0].ipBlock.cidr: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)
            {podSelector: {}, ingress: [{ports: [{port: 80, endPort: 79}]}]} | spec.ingress[0].ports[0].endPort: Invalid value: 80: must be greater than or equal to `port`
            {podSelector: {}, ingress: [{ports: [{port: http, endPort: 90}]}]} | spec.ingress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is non-numeric
            {podSelector: {}, ingress: [{ports: [{endPort: 90}]}]} | spec.ingress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is not specified
            {podSelector: {}, ingress: [{ports: [{port: 70000}]}]} | spec.ingress[0].ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive
            {podSelector: {}, policyTypes: [Ingress, Egress, Ingress]} | spec.policyTypes: Invalid value: ["Ingress","Egress","Ingress"]: may not specify more than two policyTypes
            {podSelector: {}, policyTypes: [Foo]} | spec.policyTypes[0]: Unsupported value: "Foo": supported values: "Egress", "Ingress"
            {podSelector: {}, ingress: [{ports: [{port: 80, protocol: ICMP}]}]} | spec.ingress[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"
            """)
    void refused(String spec, String causes) {
        assertThat(causes(spec)).isEqualTo(causes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {podSelector: {}}
            {podSelector: {}, ingress: [{}], egress: [{to: [], ports: []}], policyTypes: [Egress, Ingress]}
            {podSelector: {}, ingress: [{ports: [{port: 80, endPort: 80}, {protocol: SCTP}, {port: http}], from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]}
            {podSelector: {}, egress: [{to: [{podSelector: {}, namespaceSelector: {}}]}]}
            """)
    void accepted(String spec) {
        assertThat(causes(spec)).isEmpty();
    }
}
