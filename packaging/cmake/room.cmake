# harmony_room(NAME SOURCES ... DEPENDS ... [LIBRARIES ...]): one room, one static library.
# DEPENDS states the arrows to other rooms, LIBRARIES what the sysroot gives; the layering test holds the includes
# against the arrows.
function(harmony_room name)
  cmake_parse_arguments(room "" "" "SOURCES;DEPENDS;LIBRARIES" ${ARGN})
  add_library(${name} STATIC ${room_SOURCES})
  target_link_libraries(${name} PUBLIC harmony_options ${room_LIBRARIES})
  foreach(dependency IN LISTS room_DEPENDS)
    target_link_libraries(${name} PUBLIC ${dependency})
  endforeach()
  target_precompile_headers(${name} REUSE_FROM precompiled)
endfunction()
