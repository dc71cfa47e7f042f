/**
 * Rules in CEL ({@code x-kubernetes-validations}) of CustomResourceDefinitions: types from the schema, Kubernetes' functions, compiling when
 * first needed, running within a budget. The language itself is Google's {@code dev.cel}. Source of rules and texts:
 * {@code apiextensions-apiserver: pkg/apiserver/schema/cel}, {@code apiserver: pkg/cel}.
 */
package dev.glassplane.registry.cel;
