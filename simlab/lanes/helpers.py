"""How kernels compile the functions they call: to code of the kernel, not to programs of their own.

Numba makes of every function that another one calls a whole program: it is optimised together with all that
it calls, made machine code, and then optimised again in each of its callers. Nobody but the kernel calls the
helpers of a kernel, and the kernel contains their code anyway; so here they end as the compiler's
intermediate code, and only the kernel is optimised and made machine code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from llvmlite import binding
from numba.core import types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.decorators import jit
from numba.core.typed_passes import NativeLowering
from numba.core.typing.templates import (
    infer,
    infer_global,
    make_intrinsic_template,
    make_overload_template,
)


class _Library(JITCodeLibrary):
    """The code of one function, linked into whoever calls it together with all that it calls itself."""

    def finalize(self) -> None:
        """Nothing is optimised, and no machine code made."""
        self._finalized = True

    def _get_module_for_linking(self):
        if self._shared_module is None:
            self._shared_module = self._final_module.clone()
            for library in self._called():
                own = isinstance(library, _Library)
                module = library._final_module if own else library._get_module_for_linking()
                self._shared_module.link_in(module, preserve=True)
            for function in self._shared_module.functions:
                if not function.is_declaration and function.linkage == binding.Linkage.external:
                    function.linkage = "linkonce_odr"
        return self._shared_module

    def _called(self) -> Iterator[JITCodeLibrary]:
        """Every library that this one needs, once."""
        found, waiting = {self}, [*self._linking_libraries]
        while waiting:
            library = waiting.pop()
            if library not in found:
                found.add(library)
                waiting += library._linking_libraries if isinstance(library, _Library) else ()
                yield library


@register_pass(mutates_CFG=True, analysis_only=False)
class _Lowering(NativeLowering):
    """From typed to intermediate code; the function is known to others by a name that runs nothing."""

    _name = "lowering_of_helpers"

    def run_pass(self, state) -> bool:
        state.library = _Library(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = state.flags.no_cfunc_wrapper = True
        super().run_pass(state)
        name: Callable = [].append  # Numba asks for a built-in function; each list has one of its own
        state.targetctx.insert_user_function(name, state.cr.fndesc, [state.library])
        state.cr = state.cr._replace(cfunc=name)
        return True


class _Compiler(CompilerBase):
    """Numba's passes, the last one of its own."""

    def define_pipelines(self) -> list:
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.passes = [
            (_Lowering, text) if one is NativeLowering else (one, text) for one, text in passes.passes
        ]
        passes.finalize()
        return [passes]


class _OfHelpers:
    """What a template of Numba's does to compile a function, on a CPU."""

    def _get_jit_decorator(self) -> Callable:
        decorator = super()._get_jit_decorator()  # type: ignore[misc]
        return partial(decorator, pipeline_class=_Compiler) if decorator is jit else decorator


def overload(function: Callable, jit_options: Any, strict: bool = True, prefer_literal: bool = False):
    """Numba's decorator of the same name, for functions that only kernels call."""

    def decorate(choose: Callable) -> Callable:
        base = make_overload_template(function, choose, jit_options, strict, "never", prefer_literal)
        _know(function, type(base)(base.__name__, (_OfHelpers, base), {}))
        return choose

    return decorate


def lowered(function: Callable, prefer_literal: bool = False):
    """As Numba's ``intrinsic``, whose code stands where ``function`` is called: no function of its own."""

    def decorate(define: Callable) -> Callable:
        name = function.__name__
        _know(function, make_intrinsic_template(function, define, name, prefer_literal=prefer_literal))
        return define

    return decorate


def _know(function: Callable, template: Any) -> None:
    infer(template)
    infer_global(function, types.Function(template))
