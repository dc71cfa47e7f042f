package dev.glassplane.registry.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.glassplane.registry.schema.ValidationRule;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compiles the rules of one place of a schema. */
final class RuleCompiler {

    private static final Pattern OLD_SELF = Pattern.compile("\\boldSelf\\b");
    /** Go's checker names no candidates. */
    private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: [^\\n]*\\)(?=\\n|$)");

    private final CelTypeProvider types;
    private final CelType self;

    RuleCompiler(CelTypeProvider types, CelType self) {
        this.types = types;
        this.self = self;
    }

    /** A rule that cannot be compiled; the message is upstream's. */
    static final class RuleException extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final String field;

        RuleException(String field, String message) {
            super(message, null, false, false);
            this.field = field;
        }

        /** @return {@code rule} or {@code messageExpression} */
        String field() {
            return field;
        }
    }

    /** @throws RuleException if it does not compile */
    CompiledRule compile(ValidationRule rule) {
        CelCompiler compiler = Environment.compiler(types, self, rule.optionalOldSelf().orElse(false));
        CelRuntime.Program program = program(compiler, rule.rule(), SimpleType.BOOL, "rule", "compilation failed: ",
                "cel expression must evaluate to a bool");
        Optional<CelRuntime.Program> message = rule.messageExpression().isBlank() ? Optional.empty()
                : Optional.of(program(compiler, rule.messageExpression(), SimpleType.STRING, "messageExpression",
                        "messageExpression compilation failed: ", "messageExpression must evaluate to a string"));
        return new CompiledRule(rule, program, message, OLD_SELF.matcher(rule.rule()).find());
    }

    private static CelRuntime.Program program(CelCompiler compiler, String text, CelType wanted, String field, String failed, String mismatch) {
        try {
            CelValidationResult result = compiler.compile(text);
            if (result.hasError()) {
                throw new RuleException(field, failed + CANDIDATES.matcher(result.getErrorString()).replaceAll(""));
            }
            CelAbstractSyntaxTree tree = result.getAst();
            if (!tree.getResultType().equals(wanted)) {
                throw new RuleException(field, mismatch);
            }
            return (CelRuntime.Program) Environment.RUNTIME.createProgram(tree);
        } catch (CelValidationException | CelEvaluationException e) {
            throw new RuleException(field, failed + e.getMessage());
        }
    }
}
