package dev.glassplane.loadbalancer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.PathPattern;
import dev.glassplane.loadbalancer.model.PathRewrite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTests {

    /** The table of the Ingress documentation (kubernetes.io, "Ingress", Examples). */
    @ParameterizedTest
    @CsvSource({"/, /a, true", "/foo, /foo, true", "/foo, /foo/, true", "/foo/, /foo, true", "/foo/, /foo/, true", "/aaa/bb, /aaa/bbb, false", "/aaa/bbb, /aaa/bbb, true",
        "/aaa/bbb/, /aaa/bbb, true", "/aaa/bbb, /aaa/bbb/, true", "/aaa/bbb, /aaa/bbb/ccc, true", "/aaa/bbb, /aaa/bbbxyz, false", "/v2, /v2example, false", "/foo, /Foo, false"})
    void prefixesGoByElements(String prefix, String path, boolean fits) {
        assertThat(Patterns.fits(new PathPattern.Prefix(prefix), path)).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({"/foo, /foo, true", "/foo, /bar, false", "/foo, /foo/, false", "/foo/, /foo, false"})
    void exactIsExact(String exact, String path, boolean fits) {
        assertThat(Patterns.fits(new PathPattern.Exact(exact), path)).isEqualTo(fits);
    }

    /** Application Load Balancer user guide, "Path conditions". */
    @ParameterizedTest
    @CsvSource({"/img/*, /img/picture.jpg, true", "/img/*/pics, /img/a/b/pics, true", "/img/*/pics, /img/pics, false", "/*, /, true", "/foo/*, /foo, false", "/a?c, /abc, true",
        "/a?c, /ac, false", "*.jpg, /x/y.jpg, true", "/IMG/*, /img/a, false", "/a*b*c, /axxbyyc, true", "/a*b*c, /axxbyyd, false"})
    void globsOfAnAlb(String glob, String path, boolean fits) {
        assertThat(Patterns.fits(new PathPattern.Glob(glob), path)).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({"foo.com, bar.foo.com, true", "foo.com, baz.bar.foo.com, false", "foo.com, foo.com, false", "foo.com, .foo.com, false"})
    void aStarOfIngressIsOneLabel(String suffix, String host, boolean fits) {
        assertThat(Patterns.fits(new HostPattern.OneLabel(suffix), host)).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({"example.com, test.example.com, true", "example.com, foo.test.example.com, true", "example.com, example.com, false", "example.com, testexample.com, false"})
    void aStarOfGatewayApiIsOneLabelOrMore(String suffix, String host, boolean fits) {
        assertThat(Patterns.fits(new HostPattern.AnyLabels(suffix), host)).isEqualTo(fits);
    }

    @Test
    void anExactNameIsMoreSpecificThanALongWildcard() {
        assertThat(Patterns.specificity(new HostPattern.Exact("a.b"))).isGreaterThan(Patterns.specificity(new HostPattern.AnyLabels("very.long.example.com")));
        assertThat(Patterns.specificity(new HostPattern.AnyLabels("b.example.com"))).isGreaterThan(Patterns.specificity(new HostPattern.AnyLabels("example.com")));
        assertThat(Patterns.specificity(new HostPattern.AnyLabels("com"))).isGreaterThan(Patterns.specificity(HostPattern.ANY));
    }

    @Test
    void aRegularExpressionFitsTheWholePathOrAPart() {
        assertThat(Patterns.fits(new PathPattern.Regex("/v[0-9]+", true), "/v12")).isTrue();
        assertThat(Patterns.fits(new PathPattern.Regex("/v[0-9]+", true), "/v12/x")).isFalse();
        assertThat(Patterns.fits(new PathPattern.Regex("/v[0-9]+", false), "/api/v12/x")).isTrue();
    }

    @Test
    void anExpressionThatBacktracksElsewhereIsNoTrap() {
        assertThat(Patterns.fits(new PathPattern.Regex("/(a+)+$", true), "/" + "a".repeat(5000) + "!")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "a(?=b)", "\\1", "((a{100}){100}){100}", "a{1001}"})
    void whatCannotBeUsedHasAProblem(String expression) {
        assertThat(Regexes.problem(expression)).isPresent();
        assertThatThrownBy(() -> Regexes.matches(expression, true, "a")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v[0-9]{1,3}/[^/]+", "[a-z]{1,63}\\.[a-z]{1,63}", "", "(a|b)*c{2}"})
    void ordinaryOnesHaveNone(String expression) {
        assertThat(Regexes.problem(expression)).isEmpty();
    }

    @Test
    void aLongOneHasAProblem() {
        assertThat(Regexes.problem("a".repeat(Regexes.LENGTH_MAX + 1)).orElseThrow()).contains("at most 1024");
    }

    /** The table at {@code HTTPPathModifier.replacePrefixMatch} (gateway-api: apis/v1/httproute_types.go). */
    @ParameterizedTest
    @CsvSource({"/foo/bar, /foo, /xyz, /xyz/bar", "/foo/bar, /foo, /xyz/, /xyz/bar", "/foo/bar, /foo/, /xyz, /xyz/bar", "/foo/bar, /foo/, /xyz/, /xyz/bar", "/foo, /foo, /xyz, /xyz",
        "/foo/, /foo, /xyz, /xyz/", "/foo/bar, /foo, '', /bar", "/foo/, /foo, '', /", "/foo, /foo, '', /", "/foo/, /foo, /, /", "/foo, /foo, /, /"})
    void replacedPrefixes(String path, String prefix, String replacement, String becomes) {
        assertThat(Rewrites.path(new PathRewrite.Prefix(prefix, replacement), path)).isEqualTo(becomes);
    }
}
