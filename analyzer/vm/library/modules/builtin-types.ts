/** _types: the builtin types that have no name among the builtins. Source: CPython's Modules/_typesmodule.c. */
import { hooks } from '../../runtime/hooks';
import { T, type W_Type } from '../../runtime/types';
import { newTuple, w_None } from '../../runtime/values';
import { defineModule } from '../define';
import { moduleType } from '../native';
import { aliasType, unionType } from '../types/alias';
import { proxyType } from '../types/mappingproxy';

const capsule = moduleType('builtins', 'PyCapsule');

const TYPES: Readonly<Record<string, W_Type>> = {
  AsyncGeneratorType: T.asyncGenerator,
  BuiltinFunctionType: T.builtin,
  BuiltinMethodType: T.builtin,
  CapsuleType: capsule,
  CellType: T.cell,
  ClassMethodDescriptorType: T.classMethodDescriptor,
  CodeType: T.code,
  CoroutineType: T.coroutine,
  EllipsisType: T.ellipsis,
  FrameType: T.frame,
  FunctionType: T.function,
  GeneratorType: T.generator,
  GenericAlias: aliasType,
  GetSetDescriptorType: T.getset,
  LambdaType: T.function,
  MappingProxyType: proxyType,
  MemberDescriptorType: T.member,
  MethodDescriptorType: T.methodDescriptor,
  MethodType: T.method,
  MethodWrapperType: T.methodWrapper,
  ModuleType: T.module,
  NoneType: T.none,
  NotImplementedType: T.notImplemented,
  TracebackType: T.traceback,
  UnionType: unionType,
  WrapperDescriptorType: T.slotWrapper,
};

defineModule('_types', (m) => {
  for (const [name, type] of Object.entries(TYPES)) m.set(name, type);
  m.set('SimpleNamespace', hooks.getattr(hooks.importModule('_simplenamespace', newTuple([]), 0, w_None), 'SimpleNamespace'));
});
