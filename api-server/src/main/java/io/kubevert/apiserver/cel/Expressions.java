package io.kubevert.apiserver.cel;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Map;

/** Compiles expressions about {@code self} and {@code oldSelf}. Made when the first one comes. */
final class Expressions {
  /** Bounds the work of one evaluation. */
  private static final int MOST_ITERATIONS = 100_000;

  private static final int LONGEST = 10_000;
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .comprehensionMaxIterations(MOST_ITERATIONS)
          .maxExpressionCodePointSize(LONGEST)
          .enableHeterogeneousNumericComparisons(true)
          .build();
  private static final Cel CEL =
      CelFactory.standardCelBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("self", SimpleType.DYN)
          .addVar("oldSelf", SimpleType.DYN)
          .addFunctionDeclarations(KubernetesFunctions.DECLARATIONS)
          .addFunctionBindings(KubernetesFunctions.BINDINGS)
          .addCompilerLibraries(
              CelExtensions.strings(), CelExtensions.optional(), CelExtensions.sets(OPTIONS))
          .addRuntimeLibraries(
              CelExtensions.strings(), CelExtensions.optional(), CelExtensions.sets(OPTIONS))
          .build();

  private Expressions() {}

  /** An expression that can be evaluated, by one thread at a time. */
  @FunctionalInterface
  interface Expression {
    /**
     * @throws EvaluationException if the values do not fit the expression
     */
    Object evaluate(Map<String, ?> variables) throws EvaluationException;
  }

  /** Why an expression has no value. */
  static final class EvaluationException extends Exception {
    private static final long serialVersionUID = 1L;

    EvaluationException(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * @param result what it has to evaluate to
   * @throws IllegalArgumentException if the text is no such expression, with where and why
   */
  static Expression compile(String text, CelType result) {
    try {
      var tree = CEL.compile(text).getAst();
      if (!tree.getResultType().equals(result) && !tree.getResultType().equals(SimpleType.DYN)) {
        throw new IllegalArgumentException(
            "must evaluate to a " + result.name() + ", not to " + tree.getResultType().name());
      }
      CelRuntime.Program program = CEL.createProgram(tree);
      return variables -> {
        try {
          return program.eval(variables);
        } catch (CelEvaluationException e) {
          throw new EvaluationException(e);
        }
      };
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalArgumentException("compilation failed: " + e.getMessage(), e);
    }
  }
}
