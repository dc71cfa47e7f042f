package dev.glassplane.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which policies select a pod. */
class SecurityGroupPoliciesTests {

    private static final JsonMapper JSON = new JsonMapper();

    private static final JsonNode POD = json("{'metadata':{'labels':{'app':'web','tier':'front'}},'spec':{'serviceAccountName':'seller'}}");

    @Test
    void aPodHasTheGroupsOfAllPoliciesThatSelectItEachOnce() {
        assertThat(groups("{'podSelector':{'matchLabels':{'app':'web'}},'securityGroups':{'groupIds':['sg-1','sg-2']}}",
                "{'podSelector':{'matchLabels':{'app':'other'}},'securityGroups':{'groupIds':['sg-3']}}",
                "{'podSelector':{},'securityGroups':{'groupIds':['sg-2','sg-4']}}")).containsExactly("sg-1", "sg-2", "sg-4");
    }

    @Test
    void aPolicyWithoutSelectorsSelectsNothing() {
        assertThat(groups("{'securityGroups':{'groupIds':['sg-1']}}")).isEmpty();
    }

    @Test
    void bothSelectorsMustMatchIfBothAreThere() {
        String account = "'serviceAccountSelector':{'matchLabels':{'role':'%s'}},'securityGroups':{'groupIds':['%s']}";
        assertThat(groups("{" + account.formatted("sales", "sg-1") + "}",
                "{'podSelector':{'matchLabels':{'app':'web'}}," + account.formatted("sales", "sg-2") + "}",
                "{'podSelector':{'matchLabels':{'app':'web'}}," + account.formatted("stock", "sg-3") + "}",
                "{'podSelector':{'matchLabels':{'app':'other'}}," + account.formatted("sales", "sg-4") + "}")).containsExactly("sg-1", "sg-2");
    }

    @Test
    void expressionsAreUnderstood() {
        assertThat(Stream.of("'app','operator':'In','values':['api','web']", "'app','operator':'In','values':['api']",
                "'app','operator':'NotIn','values':['api']", "'zone','operator':'NotIn','values':['a']", "'app','operator':'NotIn','values':['web']",
                "'tier','operator':'Exists'", "'zone','operator':'Exists'", "'zone','operator':'DoesNotExist'", "'tier','operator':'DoesNotExist'")
                .map(expression -> !groups("{'podSelector':{'matchExpressions':[{'key':" + expression + "}]},'securityGroups':{'groupIds':['sg-1']}}").isEmpty()))
                .containsExactly(true, false, true, true, false, true, false, true, false);
    }

    @Test
    void anExpressionThatCannotBeUnderstoodSelectsNothing() {
        assertThat(Stream.of("'zone','operator':'NotIn'", "'app','operator':'In'", "'app','operator':'Exists','values':['web']",
                "'zone','operator':'DoesNotExist','values':['web']", "'app','operator':'Equals','values':['web']"))
                .allSatisfy(expression -> assertThat(
                        groups("{'podSelector':{'matchExpressions':[{'key':" + expression + "}]},'securityGroups':{'groupIds':['sg-1']}}")).isEmpty());
    }

    private static List<String> groups(String... specs) {
        List<JsonNode> policies = Stream.of(specs).map(spec -> json("{'spec':" + spec + "}")).toList();
        return SecurityGroupPolicies.groups(policies, POD, name ->
                json(name.equals("seller") ? "{'metadata':{'labels':{'role':'sales'}}}" : "{}"));
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
