package dev.glassplane.registry.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelEvaluationListener;
import dev.cel.runtime.CelRuntime;
import java.util.Map;

/** Counts the steps of evaluations: those of one expression, and all of one object. Limits: {@code apiserver: pkg/apis/cel/config.go}. */
final class Budget {

    /** Steps of one expression. */
    static final long EXPRESSION_MAX = 1_000_000;
    /** Steps of all expressions of one object. */
    static final long OBJECT_MAX = 10_000_000;

    private long left = OBJECT_MAX;

    /** One expression takes too many steps. */
    static final class ExpressionException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ExpressionException() {
            super("operation cancelled: actual cost limit exceeded", null, false, false);
        }
    }

    /** @return whether nothing more may be run */
    boolean isSpent() {
        return left < 0;
    }

    /** Lets nothing more be run. */
    void end() {
        left = -1;
    }

    /**
     * @return the value of an expression
     * @throws ExpressionException     if it takes too many steps
     * @throws CelEvaluationException if it has no value
     */
    Object evaluate(CelRuntime.Program program, Map<String, ?> variables) throws CelEvaluationException {
        Meter meter = new Meter();
        try {
            return program.trace(variables, meter);
        } catch (CelEvaluationException e) {
            if (meter.steps > EXPRESSION_MAX || e.getErrorCode() == dev.cel.common.CelErrorCode.ITERATION_BUDGET_EXCEEDED) {
                throw new ExpressionException();
            }
            throw e;
        } finally {
            left -= meter.steps;
        }
    }

    private static final class Meter implements CelEvaluationListener {

        private long steps;

        @Override
        public void callback(CelExpr expression, Object value) {
            steps++;
            if (steps > EXPRESSION_MAX) {
                throw new ExpressionException();
            }
        }
    }
}
