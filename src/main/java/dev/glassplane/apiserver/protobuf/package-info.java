/**
 * The built-in kinds in {@code application/vnd.kubernetes.protobuf}: {@link dev.glassplane.apiserver.protobuf.Protobuf} turns bodies into
 * JSON trees and back. Field numbers are those of the official Java client's generated classes. Custom resources have no protobuf form.
 */
package dev.glassplane.apiserver.protobuf;
