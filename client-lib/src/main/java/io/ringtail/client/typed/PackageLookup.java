package io.ringtail.client.typed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A lookup with full access to a package of another module, which a hidden class's definition requires. A private lookup
 * from outside the module lacks it, but may define an ordinary class: a small one, whose own lookup has it.
 */
final class PackageLookup {
    private static final String NAME = "Ringtail$Lookup";
    private static final String METHOD = "lookup";
    private static final String LOOKUP = "java/lang/invoke/MethodHandles$Lookup";

    private PackageLookup() {}

    /** Returns a lookup with full access to the package of a private lookup. */
    static Lookup of(Lookup lookup) throws ReflectiveOperationException {
        if (lookup.hasFullPrivilegeAccess()) {
            return lookup;
        }
        Class<?> inside = inside(lookup);
        try {
            return (Lookup) MethodHandles.privateLookupIn(inside, MethodHandles.lookup())
                    .findStatic(inside, METHOD, MethodType.methodType(Lookup.class))
                    .invokeExact();
        } catch (ReflectiveOperationException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new InvocationTargetException(e);
        }
    }

    /** Returns the class, which the first provider of a package defines. */
    private static Class<?> inside(Lookup lookup) throws ReflectiveOperationException {
        Class<?> type = lookup.lookupClass();
        String name = type.getPackageName() + '.' + NAME;
        try {
            return lookup.defineClass(bytes(name.replace('.', '/')));
        } catch (LinkageError e) {
            return Class.forName(name, true, type.getClassLoader());
        }
    }

    private static byte[] bytes(String name) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        int access = Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
        writer.visit(Opcodes.V17, access, name, null, "java/lang/Object", null);
        MethodVisitor code =
                writer.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, METHOD, "()L" + LOOKUP + ';', null, null);
        code.visitCode();
        code.visitMethodInsn(
                Opcodes.INVOKESTATIC, "java/lang/invoke/MethodHandles", "lookup", "()L" + LOOKUP + ';', false);
        code.visitInsn(Opcodes.ARETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }
}
