package io.ringtail.client.typed;

import java.lang.reflect.Method;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The values of a method's call, each in a local variable. */
final class Values {
    private static final String TEXT = "java/lang/String";

    private final List<EventValue> values;
    private final int[] locals;
    private final int free;

    private Values(List<EventValue> values, int[] locals, int free) {
        this.values = values;
        this.locals = locals;
        this.free = free;
    }

    /**
     * Writes the code that gets the values that are not arguments.
     *
     * @param call writes the code that loads the event's {@code EventCall}
     */
    static Values of(EventMethod event, MethodVisitor code, Runnable call) {
        Class<?>[] parameters = event.method().getParameterTypes();
        int[] arguments = new int[parameters.length];
        int local = 1;
        for (int i = 0; i < parameters.length; i++) {
            arguments[i] = local;
            local += Type.getType(parameters[i]).getSize();
        }
        int context = firstFree(event.method());
        int free = context + 1;
        List<EventValue> values = event.values();
        int[] locals = new int[values.size()];
        for (int i = 0; i < locals.length; i++) {
            EventValue value = values.get(i);
            if (value.source() == EventValue.Source.ARGUMENT) {
                locals[i] = arguments[value.argument()];
            } else {
                get(code, call, value.source(), context);
                Type type = Type.getType(value.type());
                locals[i] = free;
                code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), free);
                free += type.getSize();
            }
        }
        return new Values(values, locals, free);
    }

    private static void get(MethodVisitor code, Runnable call, EventValue.Source source, int context) {
        if (source == EventValue.Source.TRACE_ID) {
            call.run();
            invoke(code, "traceContext", "()Ljava/lang/Object;");
            code.visitVarInsn(Opcodes.ASTORE, context);
        }
        call.run();
        switch (source) {
            case TRACE_ID, SPAN_ID -> {
                code.visitVarInsn(Opcodes.ALOAD, context);
                String method = source == EventValue.Source.TRACE_ID ? "traceId" : "spanId";
                invoke(code, method, "(Ljava/lang/Object;)L" + TEXT + ';');
            }
            case JAVA_TID -> invoke(code, "javaTid", "()J");
            case JAVA_THREAD -> invoke(code, "javaThread", "()L" + TEXT + ';');
            case STACK -> invoke(code, "stack", "()L" + TEXT + ';');
            case ARGUMENT -> throw new IllegalArgumentException("an argument is in its variable already");
        }
    }

    private static void invoke(MethodVisitor code, String method, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, ProviderClass.CALL, method, descriptor, false);
    }

    private static int firstFree(Method method) {
        return Type.getArgumentsAndReturnSizes(Type.getMethodDescriptor(method)) >> 2;
    }

    /** Returns the number of the first local variable that is free. */
    int free() {
        return free;
    }

    int count() {
        return locals.length;
    }

    Class<?> type(int value) {
        return values.get(value).type();
    }

    /** Writes the code that loads a value. */
    void load(MethodVisitor code, int value) {
        code.visitVarInsn(Type.getType(type(value)).getOpcode(Opcodes.ILOAD), locals[value]);
    }

    /** Returns the descriptor of a method that takes the values and returns nothing. */
    String descriptor() {
        Type[] types = new Type[values.size()];
        for (int i = 0; i < types.length; i++) {
            types[i] = Type.getType(type(i));
        }
        return Type.getMethodDescriptor(Type.VOID_TYPE, types);
    }
}
