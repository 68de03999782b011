# harmony_test(NAME LABEL unit|integration|e2e [COST S] [SEED N] SOURCES ... DEPENDS ...): one Catch2 program, one ctest entry.
# With a seed, random histories are the same ones each time: what fails is the change's fault. Others: --seed.
function(harmony_test name)
  cmake_parse_arguments(test "" "COST;LABEL;SEED" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${test_SOURCES})
  target_link_libraries(${name} PRIVATE ${test_DEPENDS} sysroot::catch2)
  if(test_LABEL STREQUAL unit)
    target_link_libraries(${name} PRIVATE unit_main)
  else()
    target_link_libraries(${name} PRIVATE kit kit_main)
  endif()
  target_precompile_headers(${name} REUSE_FROM precompiled)
  set(seed)
  if(DEFINED test_SEED)
    set(seed --seed ${test_SEED})
  endif()
  add_test(NAME ${name} COMMAND ${name} --order rand ${seed} --warn NoAssertions)
  # A hang is a failure that says so; nothing that passes comes near it.
  set_tests_properties(${name} PROPERTIES LABELS ${test_LABEL} TIMEOUT 600)
  # Its seconds, of a long one: those begin first. ctest learns them from run to run, which a fresh clone cannot have done.
  if(DEFINED test_COST)
    set_tests_properties(${name} PROPERTIES COST ${test_COST})
  endif()
endfunction()
