# How every target of the project is compiled.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

add_library(sleeve_compile INTERFACE)
target_compile_options(sleeve_compile INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow
  # Contracted multiply-adds would make hashes differ between machines.
  -ffp-contract=off
  # GCC 12 warns of every "text" + std::string at -O3 (its bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)

# Adds the static library sleeve_NAME (sleeve::NAME) from the sources of the
# current folder. Further arguments are linked publicly.
function(sleeve_layer name)
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  file(GLOB headers CONFIGURE_DEPENDS *.h)
  file(GLOB modules CONFIGURE_DEPENDS *_module.cc)
  if(modules)
    list(REMOVE_ITEM sources ${modules})
  endif()
  add_library(sleeve_${name} STATIC ${sources})
  add_library(sleeve::${name} ALIAS sleeve_${name})
  set_target_properties(sleeve_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(sleeve_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/sleeve>)
  target_link_libraries(sleeve_${name} PUBLIC ${ARGN}
    PRIVATE $<BUILD_INTERFACE:sleeve_compile>)
  install(TARGETS sleeve_${name} EXPORT sleeve
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(FILES ${headers}
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/sleeve/${name})
endfunction()
