package dev.glassplane.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.ipam.PlanAnswer.SettingAnswer;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.MaxPods;
import dev.glassplane.vpc.MaxPodsSettings;
import dev.glassplane.vpc.Vpc;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SimulationTests {

    @Test
    void defaultsHoldWholeInterfacesAndTargetsHoldLess() {
        List<SettingAnswer> answers = run(PlanExamples.WARM_TARGETS);
        assertThat(answers.getFirst()).returns(29, SettingAnswer::maxPods).returns(0, SettingAnswer::waitingAtEnd)
                .returns(10 * 3, SettingAnswer::peakInterfaces).returns(10 * 30, SettingAnswer::peakHeld);
        assertThat(answers.get(1).meanHeld()).as("15 pods and 5 warm a node, and 2 or 3 interfaces").isBetween(215L, 235L);
        assertThat(answers.get(1).ec2CallsTotal()).isGreaterThan(answers.getFirst().ec2CallsTotal() * 10);
        assertThat(answers).allSatisfy(of -> {
            assertThat(of.meanUsed()).isBetween(140L, 150L);
            assertThat(of.firstFailure()).isNull();
            assertThat(of.samples()).hasSize(97);
            assertThat(of.longestWaitSeconds()).isLessThan(60);
        });
        assertThat(Recommendation.of(answers).reason()).startsWith("no pod fails; ").contains(" a minute) and up to 30 interfaces");
    }

    @Test
    void theFirstPodThatFailsIsNamedWithItsCauseAndArithmetic() {
        List<SettingAnswer> answers = run(PlanExamples.PREFIXES);
        assertThat(answers.getFirst().firstFailure()).isNull();
        assertThat(answers.get(1).firstFailure().cause()).isEqualTo("NO_FREE_BLOCK");
        assertThat(answers.get(1).firstFailure().arithmetic()).isNotEmpty();
        assertThat(answers.get(1).subnets().getFirst()).satisfies(low -> {
            assertThat(low.lowestFreeBlocks()).isZero();
            assertThat(low.lowestFree()).isGreaterThan(10);
        });
        assertThat(Recommendation.of(answers)).satisfies(of -> {
            assertThat(of.setting()).isEqualTo("single addresses");
            assertThat(of.reason()).startsWith("no pod fails; ");
        });
    }

    /** Fewest addresses win, but not for a call every other second where one a minute holds hardly more. */
    @Test
    void theReasonNamesTheOtherChoices() {
        SettingAnswer few = answer("few", 1000, 6000, null);
        SettingAnswer calm = answer("calm", 1050, 900, null);
        SettingAnswer wide = answer("wide", 2000, 10, null);
        SettingAnswer failing = answer("failing", 900, 10, new PlanAnswer.PodTrouble(60, 7, "3", "SUBNET_EMPTY", "the subnet has too few free addresses",
                List.of()));
        assertThat(Recommendation.of(List.of(few, calm, wide, failing))).isEqualTo(new Recommendation("calm", "no pod fails; 1050 addresses are held on "
                + "average for 800 in use, with 900 EC2 calls (15.0 a minute) and up to 10 interfaces, the longest wait 0.0 s; \"few\" holds a little less "
                + "(1000) but makes 6000 calls; where EC2 throttles calls, \"wide\" makes only 10 and holds 2000; \"failing\" holds less (900) but 3 pods "
                + "fail, the first after 60.0 s: SUBNET_EMPTY, the subnet has too few free addresses"));
        assertThat(Recommendation.of(List.of(failing)).reason()).startsWith("no setting gives every pod an address; under this one 3 pods failed");
    }

    private static SettingAnswer answer(String name, long held, long calls, PlanAnswer.PodTrouble failure) {
        return new SettingAnswer(name, Map.of(), List.of(), 29, (int) held, held, 800, 10, Map.of(), calls, 0,
                failure == null ? Map.of() : Map.of(Shortage.SUBNET_EMPTY, 3L, Shortage.COOLING, 5L), 0, 0, null, failure, null, 0, List.of(),
                List.of(new PlanAnswer.Sample(3600, 0, 0, 0, 0, 0, 0)));
    }

    @Test
    void moreThanKubeletAdmitsFindNoNode() {
        SettingAnswer answer = run("{\"nodes\": [{}], \"subnets\": [{\"cidr\": \"10.0.0.0/24\"}], \"pods\": 28, \"duration\": \"1h\"}").getFirst();
        assertThat(answer.unscheduled()).returns("TOO_MANY_PODS", PlanAnswer.PodTrouble::cause).returns(27L, PlanAnswer.PodTrouble::pod);
        assertThat(answer).returns(1, SettingAnswer::waitingAtEnd).satisfies(of -> assertThat(of.samples().getLast().used()).isEqualTo(27));
    }

    @Test
    void kubeletMayAdmitMoreThanTheNodeHasAddresses() {
        SettingAnswer answer = run("{\"nodes\": [{\"maxPods\": 60}], \"subnets\": [{\"cidr\": \"10.0.0.0/24\"}], \"pods\": 40, \"duration\": \"1h\"}")
                .getFirst();
        assertThat(answer.firstFailure()).returns("NODE_FULL", PlanAnswer.PodTrouble::cause);
        assertThat(answer.waitingAtEnd()).isEqualTo(13);
    }

    @Test
    void theSamePlanGivesTheSameAnswer() {
        assertThat(run(PlanExamples.WARM_TARGETS)).isEqualTo(run(PlanExamples.WARM_TARGETS));
    }

    @Test
    void aPlanCanBeCancelled() {
        PlanSpec spec = spec(PlanExamples.WARM_TARGETS.replace("30m", "10s"));
        assertThatThrownBy(() -> new Simulation(spec, spec.settings().getFirst()).run(done -> { }, () -> true)).isInstanceOf(CancellationException.class);
    }

    @Test
    void aWrongFieldIsNamed() {
        refused("{\"nodes\": [{\"count\": 6000}], \"pods\": 1, \"subnets\": [{\"cidr\": \"10.0.0.0/24\"}]}",
                "nodes[0].count: expected 1 to 5000, found \"6000\"");
        refused("{\"nodes\": [{\"instanceType\": \"m5.lage\"}], \"pods\": 1, \"subnets\": [{\"cidr\": \"10.0.0.0/24\"}]}",
                "nodes[0].instanceType: expected a known EC2 instance type (limit: instance-types), found \"m5.lage\"");
        refused("{\"nodes\": [{}], \"subnets\": [{\"cidr\": \"10.0.0.0/24\"}]}", "pods: expected a number of pods, or a script, found \"neither\"");
        refused("{\"nodes\": [{}], \"pods\": 1, \"subnets\": [{\"cidr\": \"10.0.0.0/24\"}], \"duration\": \"soon\"}",
                "duration: expected a time such as 90s, 15m or 24h, found \"soon\"");
        refused("{\"nodes\": [{}], \"pods\": 1, \"subnets\": [{\"cidr\": \"10.0.0.0/24\"}, {\"cidr\": \"10.0.0.128/25\"}]}",
                "subnets[1].cidr: expected no overlap with 10.0.0.0/24 10.0.0.0/24, found \"10.0.0.128/25\"");
    }

    /** 500 nodes, 15,000 pods, a day in which each lives an hour, six settings. */
    @Test
    @Tag("bench")
    void aLargePlan() {
        PlanSpec spec = spec("""
                {"nodes": [{"count": 500, "instanceType": "m5.xlarge"}], "subnets": [{"cidr": "10.0.0.0/16"}], "pods": 15000, "lifetime": "1h",
                 "maxPods": "calculator", "settings": [{"name": "a"}, {"name": "b", "env": {"WARM_IP_TARGET": "5"}},
                 {"name": "c", "env": {"WARM_IP_TARGET": "2", "MINIMUM_IP_TARGET": "30"}}, {"name": "d", "env": {"WARM_ENI_TARGET": "0"}},
                 {"name": "e", "env": {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"}},
                 {"name": "f", "env": {"ENABLE_PREFIX_DELEGATION": "true", "WARM_IP_TARGET": "5"}}]}""");
        for (PlanSpec.Setting setting : spec.settings()) {
            long before = System.nanoTime();
            SettingAnswer answer = new Simulation(spec, setting).run(done -> { }, () -> false);
            System.out.printf("%s: %d ms, held %d used %d calls %d waited %s longest %.1f s failed %s%n", setting.name(), (System.nanoTime() - before) / 1_000_000,
                    answer.meanHeld(), answer.meanUsed(), answer.ec2CallsTotal(), answer.podsWaited(), answer.longestWaitSeconds(), answer.firstFailure());
            assertThat(answer.podsCreated()).isGreaterThan(300_000);
        }
    }

    private static void refused(String json, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> spec(json)).withMessage(message);
    }

    private static List<SettingAnswer> run(String json) {
        PlanSpec spec = spec(json);
        return spec.settings().stream().map(setting -> new Simulation(spec, setting).run(done -> { }, () -> false)).toList();
    }

    private static PlanSpec spec(String json) {
        return PlanReader.read(JsonMapper.shared().readValue(json, PlanRequest.class), Vpc.EMPTY, AwsNodeSettings.DEFAULT,
                new MaxPodsSettings(MaxPods.Source.PUBLISHED, ""));
    }
}
