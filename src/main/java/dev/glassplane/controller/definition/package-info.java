/** Takes the objects of a CustomResourceDefinition away before the definition goes. */
package dev.glassplane.controller.definition;
