package dev.glassplane.policy.calico;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.registry.FieldErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.dataformat.yaml.YAMLMapper;

class PolicyAdmissionTests {

    private static final YAMLMapper YAML = new YAMLMapper();

    private static String errors(String spec) {
        FieldErrors errors = new FieldErrors();
        PolicyAdmission.check(YAML.readTree(spec), errors);
        return errors.causes().toString();
    }

    @Test
    void whatIsModelledIsTaken() {
        assertThat(errors("""
                {order: 1, tier: t, selector: app == 'a', types: [Ingress, Egress], ingress: [{action: Allow, protocol: TCP, source: {nets: [10.0.0.0/8], selector: has(x),
                  namespaceSelector: all()}, destination: {ports: [80, '8000:8010', http]}}], egress: [{action: Log}, {action: Deny, notProtocol: UDP}, {action: Pass}]}"""))
                .isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {selector: app = 'a'}                                                              | spec.selector
            {ingress: [{action: Allow, destination: {ports: [80]}}]}                           | rules that specify ports must set protocol to TCP or UDP or SCTP
            {ingress: [{action: Allow, protocol: ICMP, icmp: {type: 8}}]}                      | spec.ingress[0].icmp
            {egress: [{action: Allow, http: {methods: [GET]}}]}                                | limit: calico-policy
            {egress: [{action: Allow, destination: {services: {name: web}}}]}                  | spec.egress[0].destination.services
            {egress: [{action: Allow, protocol: 6}]}                                           | supported values: "ICMP", "SCTP", "TCP", "UDP"
            {egress: [{action: Allow, destination: {nets: [ten]}}]}                            | spec.egress[0].destination.nets
            {egress: [{action: Allow, protocol: TCP, destination: {ports: ['90:80']}}]}        | expected a number up to 65535
            {doNotTrack: true}                                                                 | spec.doNotTrack
            {preDNAT: true}                                                                    | limit: calico-policy
            """)
    void theRestIsRefusedInWords(String spec, String words) {
        assertThat(errors(spec)).contains(words);
    }
}
